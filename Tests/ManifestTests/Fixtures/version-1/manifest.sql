PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE run (
  -- One start of one stage. Receipts are the truth; this table can be made anew from them: `manifest rebuild`.
  id            TEXT PRIMARY KEY NOT NULL,  -- UUID version 7: ids sort by time
  stage         TEXT NOT NULL,              -- the tool: bpe-train, bpe-encode, shard, lm-train, lm-eval, lm-sample
  status        TEXT NOT NULL CHECK (status IN ('running', 'ok', 'failed', 'interrupted', 'lost')),
  key           TEXT,              -- SHA-256 of stage, semantics, config, seed, input digests: equal keys, equal bytes
  semantics     INTEGER NOT NULL,  -- version of what the stage computes
  config        TEXT NOT NULL,     -- settings that decide the result, canonical JSON
  seed          TEXT,              -- decimal; text, as SQLite's integers are signed
  reason        TEXT NOT NULL,     -- why it ran: new, input:ROLE, config:KEY, output-missing, output-modified, forced
  because       TEXT NOT NULL,     -- the same in words
  targets       TEXT NOT NULL,     -- the outputs it was to make, JSON array of paths
  argv          TEXT NOT NULL,     -- the command line, JSON array
  tool_version  TEXT NOT NULL,
  tool_digest   TEXT,              -- SHA-256 of the executable
  host          TEXT NOT NULL,
  boot          TEXT NOT NULL,     -- id of the host's boot at that time
  pid           INTEGER NOT NULL,
  pid_started   TEXT NOT NULL,     -- start time of the process, in the system's units: tells a reused pid apart
  engine        TEXT,              -- what started an array of tasks: slurm, openmpi, parallel, kubernetes
  job           TEXT,              -- the engine's name for the job
  part          INTEGER,           -- which task of the array, from 0
  parts         INTEGER,           -- how many tasks the array has
  continues     TEXT,              -- the run it went on from (--resume)
  started       TEXT NOT NULL,
  ended         TEXT,              -- NULL while running, and when nobody was there to say
  exit_code     INTEGER,
  error         TEXT
) STRICT;
INSERT INTO run VALUES('01a1fdc3-a86e-7d30-8035-f78209da36b0','bpe-train','ok','3765042c975187ed339a6cfe5be98d8d5b73b6a5ded37b5bc9efd5fefc5eafc0',1,'{"special_tokens":["<|endoftext|>"],"vocab_size":300}',NULL,'new','no earlier run made this here','["tokenizer/vocab.json","tokenizer/merges.json","tokenizer/merges.txt","tokenizer/tokenizer.json"]','["bin/bpe-train","--input","corpus.txt","--vocab-size","300","--special-token","<|endoftext|>","--output","tokenizer"]','0.1.0','52139cdec0419d6cded4095f1917ffbe7ba77ef9dd8e60aafe0b02330b66bf10','a-host','00000000-0000-4000-8000-000000000000',5635,'1242407',NULL,NULL,NULL,NULL,NULL,'2026-11-21T11:00:20.718Z','2026-11-21T11:00:21.120Z',0,NULL);
INSERT INTO run VALUES('01a1fdc3-ab2a-74f6-b7f1-c2235e916d32','bpe-encode','ok','56939e0e5e2375c9b8efd3304a52bb581a206d67a8601d2fdc5fb42640c85e5c',1,'{"level":3,"parts":2,"separator":"<|endoftext|>"}',NULL,'new','no earlier run made this here','["encoded/part-00000-of-00002.u16.zst","encoded/part-00001-of-00002.u16.zst"]','["bin/bpe-encode","--tokenizer","tokenizer","--input","corpus.txt","--parts","2","--output","encoded"]','0.1.0','2aeda0be5414e67ca35453a360e5ecf6aa03cf28cfd2ca32d338b3a6f794cf42','a-host','00000000-0000-4000-8000-000000000000',5641,'1242482',NULL,NULL,NULL,NULL,NULL,'2026-11-21T11:00:21.432Z','2026-11-21T11:00:21.953Z',0,NULL);
INSERT INTO run VALUES('01a1fdc3-adf4-7ad4-aac2-1e1e27f63765','shard','ok','4318cda5f1d5b0b3e545e5d3dac61d84a75b749798a25b33161ce4f5cfe11715',1,'{"level":3,"order":"kept","seed":"0","shard_tokens":100000000}','0','new','no earlier run made this here','["dataset/dataset.json"]','["bin/shard","--input","encoded","--output","dataset"]','0.1.0','d8d9e1a5688523f942f8cff5e1b3f7d9210fcb36bdfcddf0b220ccd9a04bf895','a-host','00000000-0000-4000-8000-000000000000',5654,'1242560',NULL,NULL,NULL,NULL,NULL,'2026-11-21T11:00:22.166Z','2026-11-21T11:00:22.282Z',0,NULL);
INSERT INTO run VALUES('01a1fdc3-aeff-7c72-a3c8-8bce81e74f1b','bpe-train','ok','d34822f4a26cf4a6f9afb78727ce13f5241410f7a9f9a75471fc1fa44d7fd155',1,'{"special_tokens":["<|endoftext|>"],"vocab_size":310}',NULL,'config:vocab_size','vocab_size changed (was 300, now 310)','["tokenizer/vocab.json","tokenizer/merges.json","tokenizer/merges.txt","tokenizer/tokenizer.json"]','["bin/bpe-train","--input","corpus.txt","--vocab-size","310","--special-token","<|endoftext|>","--output","tokenizer"]','0.1.0','52139cdec0419d6cded4095f1917ffbe7ba77ef9dd8e60aafe0b02330b66bf10','a-host','00000000-0000-4000-8000-000000000000',5657,'1242593',NULL,NULL,NULL,NULL,NULL,'2026-11-21T11:00:22.428Z','2026-11-21T11:00:22.504Z',0,NULL);
INSERT INTO run VALUES('01a1fdc3-afec-77ca-8df6-e71063b5bfd8','shard','ok','973f4ce53651b96fb146ae7bcfef16672199f613964670a51b5ecf1aa9c6b676',1,'{"level":3,"order":"kept","seed":"0","shard_tokens":100000000,"valid_fraction":0.1}','0','config:valid_fraction','valid_fraction changed (was unset, now 0.1)','["dataset/dataset.json"]','["bin/shard","--input","encoded","--output","dataset","--valid-fraction","0.1"]','0.1.0','d8d9e1a5688523f942f8cff5e1b3f7d9210fcb36bdfcddf0b220ccd9a04bf895','a-host','00000000-0000-4000-8000-000000000000',5667,'1242617',NULL,NULL,NULL,NULL,NULL,'2026-11-21T11:00:22.652Z','2026-11-21T11:00:22.749Z',0,NULL);
CREATE TABLE artifact (
  -- A content, wherever it lies.
  digest  TEXT PRIMARY KEY NOT NULL,  -- its identity: SHA-256 of the file, or of the tokens of a token shard
  kind    TEXT,                       -- what it is; NULL while only read, never made, by a stage
  bytes   INTEGER NOT NULL            -- size of the file it was first seen in
) STRICT;
INSERT INTO artifact VALUES('d2af83f291cbf0620877f8c3edd02fe842928c6f5a3f00518002f9b48e7ca86b',NULL,11382);
INSERT INTO artifact VALUES('825c77bad6fca7a11fa8ac875b9ab24573423cac6776fc527469a9e54df7cd0b','tokenizer',3786);
INSERT INTO artifact VALUES('d1056934f2b68b8d7550adb5111f03648927b351c1038373ece67cfbbd3d4711','tokenizer',679);
INSERT INTO artifact VALUES('4063c704701695d6856af46e8424adb6f9b4162c636317352ff2ec0cc60cd053','tokenizer',260);
INSERT INTO artifact VALUES('a848e817839e164b5e759ab286392337d7af451a21bf3bc405d8498c7f462884','tokenizer',6352);
INSERT INTO artifact VALUES('52139cdec0419d6cded4095f1917ffbe7ba77ef9dd8e60aafe0b02330b66bf10','executable',8731840);
INSERT INTO artifact VALUES('5d5c562626fa8fd95eeeae0619fda3bf4c25994c229070aa750fa4662d51d5a5',NULL,3786);
INSERT INTO artifact VALUES('1d37614a538516ff6ba86d0aa1dc9052ead47608e042556fd7f8e2f85c8537bd','token part',2654);
INSERT INTO artifact VALUES('5af2193a9be4b834bf9537013444dad94c17e7663bb714ab3de18da7f033d81f','token part',2529);
INSERT INTO artifact VALUES('2aeda0be5414e67ca35453a360e5ecf6aa03cf28cfd2ca32d338b3a6f794cf42','executable',8906720);
INSERT INTO artifact VALUES('761a3d59144ad8f5bda88af9107fd51383a497ea42fb480ee8c5ced43937a320','token shard',4298);
INSERT INTO artifact VALUES('50d7d70cca5f74b4f50c969144561b43fb16ce368bb196aec7beba002098f520','dataset',919);
INSERT INTO artifact VALUES('d8d9e1a5688523f942f8cff5e1b3f7d9210fcb36bdfcddf0b220ccd9a04bf895','executable',8902448);
INSERT INTO artifact VALUES('fd8e7619adf5d7155768c18adf2033601cb03262a12e7298622eedabf33784ef','tokenizer',3936);
INSERT INTO artifact VALUES('7c0450e4dc807fd9dcd7a3c5089672096690272199b466dae7312ad5e09a8efc','tokenizer',839);
INSERT INTO artifact VALUES('8d7eca7440bca1d93cc005ea88aa9492d21ace94fdff030900e8e5acd6097303','tokenizer',320);
INSERT INTO artifact VALUES('678c7524f3cc8b712b9d277553144a13caab55c09b6fa309310ac12cc4c21a9c','tokenizer',6692);
INSERT INTO artifact VALUES('17f75e60a60cf2f944d23673c14fda32e6b7c2ae5a49169b4463cf80156ff0e2','token shard',4027);
INSERT INTO artifact VALUES('6dac8d22f19a6f09397f51b64b5056954769f5a2cabb5f33aec0146fcde19679','token shard',1134);
INSERT INTO artifact VALUES('f84f3e25a364ceef8f1c2879609d0fde9b46767119a8ae6b3e448753f74b7120','dataset',1543);
CREATE TABLE location (
  -- What lay at a path when it was last looked at, as a run or a check that found a change saw it.
  -- The same size, times and inode mean the same content, if the file had rested for two seconds at that time.
  path         TEXT PRIMARY KEY NOT NULL,
  artifact     TEXT NOT NULL REFERENCES artifact (digest),
  file         TEXT NOT NULL,     -- SHA-256 of the file's bytes
  bytes        INTEGER NOT NULL,
  modified_ns  INTEGER NOT NULL,  -- mtime, nanoseconds since 1970
  changed_ns   INTEGER NOT NULL,  -- ctime
  inode        INTEGER NOT NULL,
  checked_ns   INTEGER NOT NULL,  -- when it was looked at
  order_ns     INTEGER NOT NULL,  -- the same, but growing even where the clock was set back: the latest look counts
  state        TEXT NOT NULL CHECK (state IN ('present', 'missing'))
) STRICT;
INSERT INTO location VALUES('corpus.txt','d2af83f291cbf0620877f8c3edd02fe842928c6f5a3f00518002f9b48e7ca86b','d2af83f291cbf0620877f8c3edd02fe842928c6f5a3f00518002f9b48e7ca86b',11382,1795258820417640452,1795258820417640452,16228691,1795258822398827178,1795258822398827178,'present');
INSERT INTO location VALUES('tokenizer/vocab.json','fd8e7619adf5d7155768c18adf2033601cb03262a12e7298622eedabf33784ef','fd8e7619adf5d7155768c18adf2033601cb03262a12e7298622eedabf33784ef',3936,1795258822497726402,1795258822497726402,16229129,1795258822504662788,1795258822504662788,'present');
INSERT INTO location VALUES('tokenizer/merges.json','7c0450e4dc807fd9dcd7a3c5089672096690272199b466dae7312ad5e09a8efc','7c0450e4dc807fd9dcd7a3c5089672096690272199b466dae7312ad5e09a8efc',839,1795258822497726402,1795258822497726402,16228891,1795258822504664080,1795258822504664080,'present');
INSERT INTO location VALUES('tokenizer/merges.txt','8d7eca7440bca1d93cc005ea88aa9492d21ace94fdff030900e8e5acd6097303','8d7eca7440bca1d93cc005ea88aa9492d21ace94fdff030900e8e5acd6097303',320,1795258822497726402,1795258822497726402,16228892,1795258822504664847,1795258822504664847,'present');
INSERT INTO location VALUES('tokenizer/tokenizer.json','678c7524f3cc8b712b9d277553144a13caab55c09b6fa309310ac12cc4c21a9c','678c7524f3cc8b712b9d277553144a13caab55c09b6fa309310ac12cc4c21a9c',6692,1795258822497726402,1795258822497726402,16228893,1795258822504665606,1795258822504665606,'present');
INSERT INTO location VALUES('bin/bpe-train','52139cdec0419d6cded4095f1917ffbe7ba77ef9dd8e60aafe0b02330b66bf10','52139cdec0419d6cded4095f1917ffbe7ba77ef9dd8e60aafe0b02330b66bf10',8731840,1795258818661726265,1795258818661726265,16228884,1795258821008975122,1795258821008975122,'present');
INSERT INTO location VALUES('encoded/part-00000-of-00002.u16.zst','1d37614a538516ff6ba86d0aa1dc9052ead47608e042556fd7f8e2f85c8537bd','48a10b6fa5ce94b332ef0bd557aeab33bd5e0468e78035dace8a9bec3ca8149b',2654,1795258821617726370,1795258821657726372,16228902,1795258822635167947,1795258822635167947,'present');
INSERT INTO location VALUES('encoded/part-00001-of-00002.u16.zst','5af2193a9be4b834bf9537013444dad94c17e7663bb714ab3de18da7f033d81f','116a0e6db799e8998db7051b0096a68d4ed2abb5bee9eeda972e55d4ad6d67ba',2529,1795258821821726378,1795258821849726379,16228903,1795258822635211138,1795258822635211138,'present');
INSERT INTO location VALUES('bin/bpe-encode','2aeda0be5414e67ca35453a360e5ecf6aa03cf28cfd2ca32d338b3a6f794cf42','2aeda0be5414e67ca35453a360e5ecf6aa03cf28cfd2ca32d338b3a6f794cf42',8906720,1795258818345726253,1795258818345726253,16228885,1795258821868984709,1795258821868984709,'present');
INSERT INTO location VALUES('dataset/train-00000.u16.zst','17f75e60a60cf2f944d23673c14fda32e6b7c2ae5a49169b4463cf80156ff0e2','17f75e60a60cf2f944d23673c14fda32e6b7c2ae5a49169b4463cf80156ff0e2',4027,1795258822741726411,1795258822741726411,16229175,1795258822749030803,1795258822749030803,'present');
INSERT INTO location VALUES('dataset/dataset.json','f84f3e25a364ceef8f1c2879609d0fde9b46767119a8ae6b3e448753f74b7120','f5e7723922fe7b51643ce123b63779805f030ef80f3c8e1991ea60399a897837',1543,1795258822741726411,1795258822745726411,16228937,1795258822749033130,1795258822749033130,'present');
INSERT INTO location VALUES('bin/shard','d8d9e1a5688523f942f8cff5e1b3f7d9210fcb36bdfcddf0b220ccd9a04bf895','d8d9e1a5688523f942f8cff5e1b3f7d9210fcb36bdfcddf0b220ccd9a04bf895',8902448,1795258819429726292,1795258819429726292,16228886,1795258822203737963,1795258822203737963,'present');
INSERT INTO location VALUES('dataset/valid-00000.u16.zst','6dac8d22f19a6f09397f51b64b5056954769f5a2cabb5f33aec0146fcde19679','6dac8d22f19a6f09397f51b64b5056954769f5a2cabb5f33aec0146fcde19679',1134,1795258822741726411,1795258822741726411,16229176,1795258822749032166,1795258822749032166,'present');
CREATE TABLE io (
  -- What a run read and made.
  run        TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  direction  TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  position   INTEGER NOT NULL,  -- order on the command line, or of making
  role       TEXT NOT NULL,     -- corpus, vocab, merges, part, shard, dataset, checkpoint, metrics
  path       TEXT NOT NULL,     -- '-' is standard input
  artifact   TEXT REFERENCES artifact (digest),  -- NULL where the content was not hashed
  file       TEXT,              -- SHA-256 of the file's bytes
  kept       INTEGER NOT NULL CHECK (kept IN (0, 1)),    -- out: 0 if removed on purpose (a pruned checkpoint)
  in_key     INTEGER NOT NULL CHECK (in_key IN (0, 1)),  -- in: 0 if it does not decide the result (--resume)
  PRIMARY KEY (run, direction, position)
) STRICT;
INSERT INTO io VALUES('01a1fdc3-a86e-7d30-8035-f78209da36b0','in',0,'corpus','corpus.txt','d2af83f291cbf0620877f8c3edd02fe842928c6f5a3f00518002f9b48e7ca86b','d2af83f291cbf0620877f8c3edd02fe842928c6f5a3f00518002f9b48e7ca86b',1,1);
INSERT INTO io VALUES('01a1fdc3-a86e-7d30-8035-f78209da36b0','out',0,'tokenizer','tokenizer/vocab.json','825c77bad6fca7a11fa8ac875b9ab24573423cac6776fc527469a9e54df7cd0b','825c77bad6fca7a11fa8ac875b9ab24573423cac6776fc527469a9e54df7cd0b',1,1);
INSERT INTO io VALUES('01a1fdc3-a86e-7d30-8035-f78209da36b0','out',1,'tokenizer','tokenizer/merges.json','d1056934f2b68b8d7550adb5111f03648927b351c1038373ece67cfbbd3d4711','d1056934f2b68b8d7550adb5111f03648927b351c1038373ece67cfbbd3d4711',1,1);
INSERT INTO io VALUES('01a1fdc3-a86e-7d30-8035-f78209da36b0','out',2,'tokenizer','tokenizer/merges.txt','4063c704701695d6856af46e8424adb6f9b4162c636317352ff2ec0cc60cd053','4063c704701695d6856af46e8424adb6f9b4162c636317352ff2ec0cc60cd053',1,1);
INSERT INTO io VALUES('01a1fdc3-a86e-7d30-8035-f78209da36b0','out',3,'tokenizer','tokenizer/tokenizer.json','a848e817839e164b5e759ab286392337d7af451a21bf3bc405d8498c7f462884','a848e817839e164b5e759ab286392337d7af451a21bf3bc405d8498c7f462884',1,1);
INSERT INTO io VALUES('01a1fdc3-ab2a-74f6-b7f1-c2235e916d32','in',0,'tokenizer','tokenizer/vocab.json','5d5c562626fa8fd95eeeae0619fda3bf4c25994c229070aa750fa4662d51d5a5','825c77bad6fca7a11fa8ac875b9ab24573423cac6776fc527469a9e54df7cd0b',1,1);
INSERT INTO io VALUES('01a1fdc3-ab2a-74f6-b7f1-c2235e916d32','in',1,'corpus','corpus.txt','d2af83f291cbf0620877f8c3edd02fe842928c6f5a3f00518002f9b48e7ca86b','d2af83f291cbf0620877f8c3edd02fe842928c6f5a3f00518002f9b48e7ca86b',1,1);
INSERT INTO io VALUES('01a1fdc3-ab2a-74f6-b7f1-c2235e916d32','out',0,'part','encoded/part-00000-of-00002.u16.zst','1d37614a538516ff6ba86d0aa1dc9052ead47608e042556fd7f8e2f85c8537bd','48a10b6fa5ce94b332ef0bd557aeab33bd5e0468e78035dace8a9bec3ca8149b',1,1);
INSERT INTO io VALUES('01a1fdc3-ab2a-74f6-b7f1-c2235e916d32','out',1,'part','encoded/part-00001-of-00002.u16.zst','5af2193a9be4b834bf9537013444dad94c17e7663bb714ab3de18da7f033d81f','116a0e6db799e8998db7051b0096a68d4ed2abb5bee9eeda972e55d4ad6d67ba',1,1);
INSERT INTO io VALUES('01a1fdc3-adf4-7ad4-aac2-1e1e27f63765','in',0,'part','encoded/part-00000-of-00002.u16.zst','1d37614a538516ff6ba86d0aa1dc9052ead47608e042556fd7f8e2f85c8537bd','48a10b6fa5ce94b332ef0bd557aeab33bd5e0468e78035dace8a9bec3ca8149b',1,1);
INSERT INTO io VALUES('01a1fdc3-adf4-7ad4-aac2-1e1e27f63765','in',1,'part','encoded/part-00001-of-00002.u16.zst','5af2193a9be4b834bf9537013444dad94c17e7663bb714ab3de18da7f033d81f','116a0e6db799e8998db7051b0096a68d4ed2abb5bee9eeda972e55d4ad6d67ba',1,1);
INSERT INTO io VALUES('01a1fdc3-adf4-7ad4-aac2-1e1e27f63765','out',0,'shard','dataset/train-00000.u16.zst','761a3d59144ad8f5bda88af9107fd51383a497ea42fb480ee8c5ced43937a320','761a3d59144ad8f5bda88af9107fd51383a497ea42fb480ee8c5ced43937a320',1,1);
INSERT INTO io VALUES('01a1fdc3-adf4-7ad4-aac2-1e1e27f63765','out',1,'dataset','dataset/dataset.json','50d7d70cca5f74b4f50c969144561b43fb16ce368bb196aec7beba002098f520','75ad6dc68b6b860c2be0ba47ac65fdad5f0504f63283f2d22f053c63d6fcb530',1,1);
INSERT INTO io VALUES('01a1fdc3-aeff-7c72-a3c8-8bce81e74f1b','in',0,'corpus','corpus.txt','d2af83f291cbf0620877f8c3edd02fe842928c6f5a3f00518002f9b48e7ca86b','d2af83f291cbf0620877f8c3edd02fe842928c6f5a3f00518002f9b48e7ca86b',1,1);
INSERT INTO io VALUES('01a1fdc3-aeff-7c72-a3c8-8bce81e74f1b','out',0,'tokenizer','tokenizer/vocab.json','fd8e7619adf5d7155768c18adf2033601cb03262a12e7298622eedabf33784ef','fd8e7619adf5d7155768c18adf2033601cb03262a12e7298622eedabf33784ef',1,1);
INSERT INTO io VALUES('01a1fdc3-aeff-7c72-a3c8-8bce81e74f1b','out',1,'tokenizer','tokenizer/merges.json','7c0450e4dc807fd9dcd7a3c5089672096690272199b466dae7312ad5e09a8efc','7c0450e4dc807fd9dcd7a3c5089672096690272199b466dae7312ad5e09a8efc',1,1);
INSERT INTO io VALUES('01a1fdc3-aeff-7c72-a3c8-8bce81e74f1b','out',2,'tokenizer','tokenizer/merges.txt','8d7eca7440bca1d93cc005ea88aa9492d21ace94fdff030900e8e5acd6097303','8d7eca7440bca1d93cc005ea88aa9492d21ace94fdff030900e8e5acd6097303',1,1);
INSERT INTO io VALUES('01a1fdc3-aeff-7c72-a3c8-8bce81e74f1b','out',3,'tokenizer','tokenizer/tokenizer.json','678c7524f3cc8b712b9d277553144a13caab55c09b6fa309310ac12cc4c21a9c','678c7524f3cc8b712b9d277553144a13caab55c09b6fa309310ac12cc4c21a9c',1,1);
INSERT INTO io VALUES('01a1fdc3-afec-77ca-8df6-e71063b5bfd8','in',0,'part','encoded/part-00000-of-00002.u16.zst','1d37614a538516ff6ba86d0aa1dc9052ead47608e042556fd7f8e2f85c8537bd','48a10b6fa5ce94b332ef0bd557aeab33bd5e0468e78035dace8a9bec3ca8149b',1,1);
INSERT INTO io VALUES('01a1fdc3-afec-77ca-8df6-e71063b5bfd8','in',1,'part','encoded/part-00001-of-00002.u16.zst','5af2193a9be4b834bf9537013444dad94c17e7663bb714ab3de18da7f033d81f','116a0e6db799e8998db7051b0096a68d4ed2abb5bee9eeda972e55d4ad6d67ba',1,1);
INSERT INTO io VALUES('01a1fdc3-afec-77ca-8df6-e71063b5bfd8','out',0,'shard','dataset/train-00000.u16.zst','17f75e60a60cf2f944d23673c14fda32e6b7c2ae5a49169b4463cf80156ff0e2','17f75e60a60cf2f944d23673c14fda32e6b7c2ae5a49169b4463cf80156ff0e2',1,1);
INSERT INTO io VALUES('01a1fdc3-afec-77ca-8df6-e71063b5bfd8','out',1,'shard','dataset/valid-00000.u16.zst','6dac8d22f19a6f09397f51b64b5056954769f5a2cabb5f33aec0146fcde19679','6dac8d22f19a6f09397f51b64b5056954769f5a2cabb5f33aec0146fcde19679',1,1);
INSERT INTO io VALUES('01a1fdc3-afec-77ca-8df6-e71063b5bfd8','out',2,'dataset','dataset/dataset.json','f84f3e25a364ceef8f1c2879609d0fde9b46767119a8ae6b3e448753f74b7120','f5e7723922fe7b51643ce123b63779805f030ef80f3c8e1991ea60399a897837',1,1);
CREATE TABLE metric (
  -- Summary values of a run; the full course of a training is in its metrics.jsonl.
  run    TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  step   INTEGER,        -- NULL: of the whole run
  name   TEXT NOT NULL,  -- loss.valid, tokens_per_second
  value  REAL            -- NULL: not a number
) STRICT;
INSERT INTO metric VALUES('01a1fdc3-a86e-7d30-8035-f78209da36b0',NULL,'memory.peak_bytes',28921856.0);
INSERT INTO metric VALUES('01a1fdc3-ab2a-74f6-b7f1-c2235e916d32',NULL,'memory.peak_bytes',48197632.0);
INSERT INTO metric VALUES('01a1fdc3-adf4-7ad4-aac2-1e1e27f63765',NULL,'memory.peak_bytes',27598848.0);
INSERT INTO metric VALUES('01a1fdc3-aeff-7c72-a3c8-8bce81e74f1b',NULL,'memory.peak_bytes',29073408.0);
INSERT INTO metric VALUES('01a1fdc3-afec-77ca-8df6-e71063b5bfd8',NULL,'memory.peak_bytes',27439104.0);
CREATE TABLE receipt (
  -- The receipts that are in this database.
  run     TEXT PRIMARY KEY NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  path    TEXT NOT NULL,  -- receipts/<yyyymm>/<run>.json
  digest  TEXT NOT NULL   -- SHA-256 of the receipt as it was read
) STRICT;
INSERT INTO receipt VALUES('01a1fdc3-a86e-7d30-8035-f78209da36b0','receipts/202611/01a1fdc3-a86e-7d30-8035-f78209da36b0.json','2a2b10d8e9dd0d6a2eba1514503339e7be83c6ba8b74c72c949da60ed5a3454f');
INSERT INTO receipt VALUES('01a1fdc3-ab2a-74f6-b7f1-c2235e916d32','receipts/202611/01a1fdc3-ab2a-74f6-b7f1-c2235e916d32.json','598bead62b699e8481c6604cf6d64dea958cb5459ab1e9438a64c9cd89cce260');
INSERT INTO receipt VALUES('01a1fdc3-adf4-7ad4-aac2-1e1e27f63765','receipts/202611/01a1fdc3-adf4-7ad4-aac2-1e1e27f63765.json','c9420ad98ae43b6bd3217707d8b3fe6152f97090f743240baff4380b128bb325');
INSERT INTO receipt VALUES('01a1fdc3-aeff-7c72-a3c8-8bce81e74f1b','receipts/202611/01a1fdc3-aeff-7c72-a3c8-8bce81e74f1b.json','00b53da6fcd866ec3ddbcafb1008cff4323722f26267ed68c05f962d87274b78');
INSERT INTO receipt VALUES('01a1fdc3-afec-77ca-8df6-e71063b5bfd8','receipts/202611/01a1fdc3-afec-77ca-8df6-e71063b5bfd8.json','74b742f79b0ce7e1a38cdd7683568303989208675ddaa7be6c3fb50024b52737');
CREATE TABLE stat_cache (
  -- Files hashed again since and found unchanged: saves the next check the reading. Only a cache: it is not in the
  -- receipts, and a rebuild leaves it empty.
  path         TEXT PRIMARY KEY NOT NULL,
  file         TEXT NOT NULL,     -- SHA-256 of the file's bytes
  bytes        INTEGER NOT NULL,  -- as in location
  modified_ns  INTEGER NOT NULL,
  changed_ns   INTEGER NOT NULL,
  inode        INTEGER NOT NULL,
  checked_ns   INTEGER NOT NULL
) STRICT;
CREATE INDEX run_by_stage ON run (stage, id);
CREATE INDEX io_by_path ON io (path);
CREATE INDEX io_by_artifact ON io (artifact);
CREATE INDEX io_by_file ON io (file);
CREATE INDEX location_by_artifact ON location (artifact);
CREATE INDEX location_by_file ON location (file);
CREATE INDEX metric_by_run ON metric (run, name, step);
CREATE VIEW made AS
  -- What lies at each path, and the last run that made just this there (NULL: given, or changed by hand).
  SELECT
    location.path,
    location.artifact,
    location.state,
    (SELECT io.run FROM io JOIN run ON run.id = io.run
      WHERE io.direction = 'out' AND io.path = location.path AND io.file = location.file
      ORDER BY run.status = 'ok' DESC, run.id DESC LIMIT 1) AS run
  FROM location
;
CREATE VIEW link AS
  -- Which run made what another run read: by content, first at the same path, or else anywhere before.
  SELECT consumer, producer, role, path, artifact FROM (
    SELECT
      io.run AS consumer,
      coalesce(
        (SELECT made.run FROM io AS made JOIN run ON run.id = made.run
          WHERE made.direction = 'out' AND made.path = io.path AND made.run <> io.run
            AND (made.artifact = io.artifact OR made.file = io.file)
          ORDER BY run.status = 'ok' DESC, run.id DESC LIMIT 1),
        (SELECT made.run FROM io AS made JOIN run ON run.id = made.run
          WHERE made.direction = 'out' AND (made.artifact = io.artifact OR made.file = io.file)
            AND made.run < io.run
          ORDER BY run.status = 'ok' DESC, run.id DESC LIMIT 1)) AS producer,
      io.role, io.path, io.artifact
    FROM io WHERE io.direction = 'in')
  WHERE producer IS NOT NULL
;
CREATE VIEW runs AS
  -- Every run, the latest last.
  SELECT
    substr(id, 1, 13) AS run,
    substr(started, 1, 10) || ' ' || substr(started, 12, 8) AS started,
    stage,
    status,
    CASE
  WHEN ended IS NULL THEN NULL
  WHEN julianday(ended) - julianday(started) < 1.0 / 1440
    THEN printf('%.2f s', max(0, (julianday(ended) - julianday(started)) * 86400))
  ELSE printf('%d min %02d s',
    CAST(round((julianday(ended) - julianday(started)) * 86400) AS INTEGER) / 60,
    CAST(round((julianday(ended) - julianday(started)) * 86400) AS INTEGER) % 60) END AS took,
    reason,
    coalesce(error, because) AS remark
  FROM run ORDER BY id
;
CREATE VIEW artifacts AS
  -- Every file a stage made or read, where it lies, and who made it.
  SELECT
    location.path,
    CASE
      WHEN location.state = 'missing' THEN 'missing'
      WHEN made.run IS NULL AND EXISTS (
        SELECT 1 FROM io WHERE io.path = location.path AND io.direction = 'out') THEN 'modified'
      ELSE 'present' END AS state,
    coalesce(artifact.kind, 'given') AS kind,
    CASE
  WHEN location.bytes < 1000 THEN location.bytes || ' B'
  WHEN location.bytes < 999500 THEN printf('%.3g kB', location.bytes / 1e3)
  WHEN location.bytes < 999500000 THEN printf('%.3g MB', location.bytes / 1e6)
  ELSE printf('%.2f GB', location.bytes / 1e9) END AS size,
    coalesce(run.stage, '') AS made_by,
    coalesce(substr(run.id, 1, 13), '') AS run,
    substr(location.artifact, 1, 12) AS digest
  FROM location
    JOIN artifact ON artifact.digest = location.artifact
    JOIN made ON made.path = location.path
    LEFT JOIN run ON run.id = made.run
  WHERE artifact.kind IS NOT 'executable'
  ORDER BY location.path
;
CREATE VIEW lineage AS
  -- The story of what lies here now, from the given files down to the last result: one line a run.
  WITH RECURSIVE
    edge AS MATERIALIZED (SELECT DISTINCT consumer, producer FROM link),
    current (run) AS (
      SELECT run FROM made WHERE run IS NOT NULL AND state = 'present'
      UNION
      -- Stages that only print: the last run of each kind.
      SELECT max(id) FROM run
        WHERE status = 'ok' AND NOT EXISTS (SELECT 1 FROM io WHERE io.run = run.id AND io.direction = 'out')
        GROUP BY stage, key
      UNION
      SELECT edge.producer FROM current JOIN edge ON edge.consumer = current.run
    ),
    reach (run, depth) AS (
      SELECT run, 0 FROM current WHERE NOT EXISTS (SELECT 1 FROM edge WHERE edge.consumer = current.run)
      UNION
      SELECT edge.consumer, reach.depth + 1 FROM reach JOIN edge ON edge.producer = reach.run
        WHERE reach.depth < 100
    ),
    deepest AS MATERIALIZED (SELECT run, max(depth) AS depth FROM reach GROUP BY run),
    parent AS MATERIALIZED (
      SELECT run, parent FROM (
        SELECT
          edge.consumer AS run, edge.producer AS parent,
          row_number() OVER (
            PARTITION BY edge.consumer ORDER BY deepest.depth DESC, edge.producer DESC) AS place
        FROM edge JOIN deepest ON deepest.run = edge.producer)
      WHERE place = 1 AND run IN (SELECT run FROM current)
    ),
    tree (run, depth, place) AS (
      SELECT run, 0, run FROM current WHERE run NOT IN (SELECT run FROM parent)
      UNION ALL
      SELECT parent.run, tree.depth + 1, tree.place || '/' || parent.run
        FROM tree JOIN parent ON parent.parent = tree.run
    )
  SELECT
    CASE tree.depth WHEN 0 THEN '' ELSE
      substr('                                                            ', 1, 3 * (tree.depth - 1)) || '└─ ' END
    || run.stage || ': '
    || coalesce((SELECT group_concat(path || CASE count WHEN 1 THEN '' ELSE ' (+' || (count - 1) || ')' END, ' + ') FROM (
  SELECT io.path, count(*) AS count, min(io.position) AS place
  FROM io LEFT JOIN artifact ON artifact.digest = io.artifact
  WHERE io.run = run.id AND io.direction = 'in' AND io.kept = 1
  GROUP BY io.role ORDER BY place)), 'nothing') || ' → '
    || coalesce((SELECT group_concat(path || CASE count WHEN 1 THEN '' ELSE ' (+' || (count - 1) || ')' END, ' + ') FROM (
  SELECT io.path, count(*) AS count, max(io.position) AS place
  FROM io LEFT JOIN artifact ON artifact.digest = io.artifact
  WHERE io.run = run.id AND io.direction = 'out' AND io.kept = 1
  GROUP BY artifact.kind ORDER BY place)), 'standard output')
    || ' [' || CASE run.status WHEN 'ok' THEN '' ELSE run.status || ', ' END
    || substr(run.started, 1, 10) || ' ' || substr(run.started, 12, 5)
    || coalesce(', ' || CASE
  WHEN ended IS NULL THEN NULL
  WHEN julianday(ended) - julianday(started) < 1.0 / 1440
    THEN printf('%.2f s', max(0, (julianday(ended) - julianday(started)) * 86400))
  ELSE printf('%d min %02d s',
    CAST(round((julianday(ended) - julianday(started)) * 86400) AS INTEGER) / 60,
    CAST(round((julianday(ended) - julianday(started)) * 86400) AS INTEGER) % 60) END, '') || ', run ' || substr(run.id, 1, 13) || ']' AS story
  FROM tree JOIN run ON run.id = tree.run
  ORDER BY tree.place
;
CREATE VIEW stale AS
  -- Files made from inputs that have changed since; depth 0 first, then what depends on those.
  -- It knows what was last looked at: `manifest stale` looks at the files first.
  WITH RECURSIVE
    current AS MATERIALIZED (SELECT DISTINCT run FROM made WHERE run IS NOT NULL AND state = 'present'),
    changed (run, depth, because) AS (
      SELECT io.run, 0, io.path || ' has changed'
        FROM io JOIN location ON location.path = io.path
        WHERE io.direction = 'in' AND io.in_key = 1 AND location.state = 'present'
          AND io.artifact <> location.artifact AND coalesce(io.file, '') <> location.file AND io.run IN (SELECT run FROM current)
      UNION
      SELECT link.consumer, changed.depth + 1, link.path || ' is stale'
        FROM changed JOIN link ON link.producer = changed.run
        WHERE changed.depth < 100 AND link.consumer IN (SELECT run FROM current)
    ),
    first AS (SELECT run, min(depth) AS depth, because FROM changed GROUP BY run)
  SELECT made.path, first.depth, run.stage AS made_by, substr(run.id, 1, 13) AS run, first.because
  FROM first JOIN made ON made.run = first.run JOIN run ON run.id = first.run
  WHERE made.state = 'present'
  ORDER BY first.depth, made.path
;
CREATE VIEW unfinished AS
  -- Runs that did not reach their end and that no later run has made good.
  SELECT
    substr(id, 1, 13) AS run,
    substr(started, 1, 10) || ' ' || substr(started, 12, 8) AS started,
    stage, status, host, pid,
    coalesce(error, '') AS error
  FROM run AS this
  WHERE status <> 'ok' AND NOT EXISTS (
    SELECT 1 FROM run AS later
      WHERE later.stage = this.stage AND later.targets = this.targets AND later.part IS this.part
        AND later.status = 'ok' AND later.id > this.id)
  ORDER BY id
;
COMMIT;
