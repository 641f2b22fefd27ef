PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE run (
  -- One start of one stage. Receipts are the truth; this table can be made anew from them: `manifest rebuild`.
  id            TEXT PRIMARY KEY NOT NULL,  -- UUID version 7: ids sort by time
  stage         TEXT NOT NULL,              -- the tool: bpe-train, bpe-encode, shard, lm-train, lm-eval, lm-sample
  -- running: not heard of since; interrupted: stopped by a signal or killed; lost: given up by a person
  status        TEXT NOT NULL CHECK (status IN ('running', 'ok', 'failed', 'interrupted', 'lost')),
  key           TEXT,              -- SHA-256 of stage, semantics, config, seed, input digests: equal keys, equal bytes
  semantics     INTEGER NOT NULL,  -- version of what the stage computes
  config        TEXT NOT NULL,     -- settings that decide the result, canonical JSON
  seed          TEXT,              -- decimal; text, as SQLite's integers are signed
  reason        TEXT NOT NULL,     -- why it ran: new, input:ROLE, config:KEY, output-missing, output-modified, forced
  because       TEXT NOT NULL,     -- the same in words
  targets       TEXT NOT NULL,     -- the outputs it was to make, JSON array of paths
  argv          TEXT NOT NULL,     -- the command line, JSON array
  tool_version  TEXT NOT NULL,     -- Letterpress's version
  tool_digest   TEXT,              -- SHA-256 of the executable
  host          TEXT NOT NULL,     -- the machine's name
  boot          TEXT NOT NULL,     -- id of the host's boot at that time
  pid           INTEGER NOT NULL,  -- process id
  pid_started   TEXT NOT NULL,     -- start time of the process, in the system's units: tells a reused pid apart
  pid_namespace TEXT,              -- where the process id counts (containers have their own); NULL where not known
  engine        TEXT,              -- what started an array of tasks: slurm, openmpi, parallel, kubernetes
  job           TEXT,              -- the engine's name for the job
  part          INTEGER,           -- which task of the array, from 0
  parts         INTEGER,           -- how many tasks the array has
  continues     TEXT,              -- the run it went on from (--resume)
  started       TEXT NOT NULL,     -- UTC, as 2026-11-21T08:12:03.123Z
  ended         TEXT,              -- NULL while running, and when nobody was there to say
  exit_code     INTEGER,           -- what the shell was told; NULL where ended is
  error         TEXT,              -- the error's text, if it did not end well
  note          TEXT               -- words that a person left about it
) STRICT;
INSERT INTO run VALUES('01a21568-579c-7403-a463-cbd8a18c1510','bpe-train','ok','fc899454facc4e2630678655774ae4cc924debfcc9f4c313ae6445ee5859f54d',1,'{"special_tokens":["<|endoftext|>"],"vocab_size":300}',NULL,'new','no earlier run made this here','["tokenizer/vocab.json","tokenizer/merges.json","tokenizer/merges.txt","tokenizer/tokenizer.json"]','["bin/bpe-train","--input","corpus.txt","--vocab-size","300","--special-token","<|endoftext|>","--output","tokenizer","--quiet"]','0.1.0','df7a214ff845440ba30fed72df0eacdd46ca654f9b4fb42fcced93119612a78d','vm','236e364d-a8ce-4d0e-8494-08db744c11f0',17860,'679847','pid:[4026531836]',NULL,NULL,NULL,NULL,NULL,'2026-11-26T01:11:29.436Z','2026-11-26T01:11:29.481Z',0,NULL,NULL);
INSERT INTO run VALUES('01a21568-580a-72e9-bed6-bfe9de0f3e20','bpe-encode','ok','ef96558b1e65a5fc2ae67f70a546ed28b338ea3ad0d943fb9c5c617290a92b21',1,'{"level":1,"parts":2,"separator":"<|endoftext|>"}',NULL,'new','no earlier run made this here','["encoded/part-00000-of-00002.u16.zst","encoded/part-00001-of-00002.u16.zst"]','["bin/bpe-encode","--tokenizer","tokenizer","--input","corpus.txt","--output","encoded","--parts","2","--quiet"]','0.1.0','bc84e71aa345d36ae5b80c0c595c9b2f778872ea1668c3767a6431f3a3d14df6','vm','236e364d-a8ce-4d0e-8494-08db744c11f0',17867,'679860','pid:[4026531836]',NULL,NULL,NULL,NULL,NULL,'2026-11-26T01:11:29.551Z','2026-11-26T01:11:29.624Z',0,NULL,NULL);
INSERT INTO run VALUES('01a21568-5879-7ec6-8fe9-b5e84cbba192','shard','ok','8a4a8ead58b54872205dc79cdf4469408b1ec128dcf5a5d542887b42697090a6',1,'{"level":3,"order":"shuffled","seed":"1","shard_tokens":100000000,"valid_fraction":0.1}','1','new','no earlier run made this here','["dataset/dataset.json"]','["bin/shard","--input","encoded","--output","dataset","--shuffle","--seed","1","--valid-fraction","0.1","--quiet"]','0.1.0','f7692fa79b729690c87d541d6e749c036fe88ea4a982e869f256bcc57934204e','vm','236e364d-a8ce-4d0e-8494-08db744c11f0',17871,'679872','pid:[4026531836]',NULL,NULL,NULL,NULL,NULL,'2026-11-26T01:11:29.658Z','2026-11-26T01:11:29.689Z',0,NULL,NULL);
INSERT INTO run VALUES('01a21568-58ce-718d-a7d0-c61058172d3b','lm-train','ok','d2ed5f27b1b3ef8f01f2a2311778004cca7610cf9b7e8d470e4362ca3f9db52d',1,'{"batch_size":2,"beta1":0.9,"beta2":0.95,"clip":1.0,"context_length":16,"d_ff":64,"d_model":16,"decay_steps":4,"eps":1e-08,"ffn":"swiglu","gradient_accumulation":1,"heads":2,"layers":1,"lr":0.001,"min_lr":0.0001,"norm":"pre","norm_epsilon":1e-05,"position":"rope","rope_theta":10000.0,"steps":4,"tie_embeddings":false,"vocab_size":300,"warmup_steps":0,"weight_decay":0.1}','0','new','no earlier run made this here','["model/config.json","model/metrics.jsonl","model/step-00000004.safetensors"]','["bin/lm-train","--dataset","dataset","--output","model","--context-length","16","--d-model","16","--layers","1","--heads","2","--batch-size","2","--quiet","--steps","4","--checkpoint-every","2","--note","the first one"]','0.1.0','5a29cc53ae8f2c4cdb0621d1c2e11c98ce9e8670cdc6bd7fd9362e00bb923532','vm','236e364d-a8ce-4d0e-8494-08db744c11f0',17875,'679880',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-26T01:11:29.742Z','2026-11-26T01:11:29.819Z',0,NULL,'the first one');
INSERT INTO run VALUES('01a21568-5940-7c01-98ee-701e0c2c37ba','lm-eval','ok','10ffa6e9f8ccb5270fb7f35fa81a3233f68f238b676378316311072db9b37bb0',1,'{"max_tokens":null,"split":"valid","weights":"fp32"}',NULL,'new','no earlier run made this here','["eval.json"]','["bin/lm-eval","--checkpoint","model","--dataset","dataset","--output","eval.json","--quiet"]','0.1.0','6021edf4ee619262e02ebeed7ecaeebea1fc613a6f77488cfa091fee93f7263c','vm','236e364d-a8ce-4d0e-8494-08db744c11f0',17880,'679892',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-26T01:11:29.856Z','2026-11-26T01:11:29.879Z',0,NULL,NULL);
CREATE TABLE artifact (
  -- A content, wherever it lies.
  digest  TEXT PRIMARY KEY NOT NULL,  -- its identity: SHA-256 of the file, or of the tokens of a token shard
  kind    TEXT,                       -- what it is; NULL while only read, never made, by a stage
  bytes   INTEGER NOT NULL            -- size of the file it was first seen in
) STRICT;
INSERT INTO artifact VALUES('2151643f6627d9f2525715a35fb94329e8eb1be9ea1fb11c53632f6e3235ed89',NULL,5354);
INSERT INTO artifact VALUES('7cd8ff02256652aea4a173a83da235421a07be0b6bdd6564dd08572a71a0ee65','tokenizer',3786);
INSERT INTO artifact VALUES('bd414a225412fbb73c05f298ac84bd68d93ae207bd787b384fe539002266cc66','tokenizer',679);
INSERT INTO artifact VALUES('52b2b89f375124f095619c8e3bd8b7bef0a8ddfa160f2df7f99eb633e2317b6b','tokenizer',260);
INSERT INTO artifact VALUES('ac52466ce684be2d322084fdb303973a2a344587de21468ebfe1c633f881fba2','tokenizer',6352);
INSERT INTO artifact VALUES('df7a214ff845440ba30fed72df0eacdd46ca654f9b4fb42fcced93119612a78d','executable',13998176);
INSERT INTO artifact VALUES('c2921c1937137d0a1d2abae6935554180e79f3c40102f5ee35207a19db819f1f',NULL,3786);
INSERT INTO artifact VALUES('57c5976fd73f9d36c4d1066ba23efbbdf493835e039919173f881adc5655e57b','token part',1325);
INSERT INTO artifact VALUES('be75d998393914fff4ad0d06a0657c76bec046a324d3e2734e816c367e84979b','token part',1366);
INSERT INTO artifact VALUES('bc84e71aa345d36ae5b80c0c595c9b2f778872ea1668c3767a6431f3a3d14df6','executable',14128928);
INSERT INTO artifact VALUES('028524770fb1bbdae320fbcd6ba8b17e9f03cebb170671876b3490d3c6f2b331','token shard',1172);
INSERT INTO artifact VALUES('3fa8ed0c76f4bc4c3be9c9ebe858ab787687b8ac0534adf71dead5f6b3060186','token shard',770);
INSERT INTO artifact VALUES('55e46a2c622785c479d71c18620afb558a0e5aa4afe3167b126f8fbad61a5e36','dataset',1538);
INSERT INTO artifact VALUES('f7692fa79b729690c87d541d6e749c036fe88ea4a982e869f256bcc57934204e','executable',14054768);
INSERT INTO artifact VALUES('b10bbcf2ef34c83da6c0f770bc5d4bdd52bf961f101adbb9e820dd05afa69e74',NULL,1538);
INSERT INTO artifact VALUES('a18eb16b4414d7887e35e8359ce2da2d8861555ffd368f40b453c0649e1dfc78','config',381);
INSERT INTO artifact VALUES('2617d457dac3d8bab6e61671d20a69ccc513c2e074b248cd546d0f51cac51e05','checkpoint',169312);
INSERT INTO artifact VALUES('60b461e8af1712670c1de8b25412075bf678dc4356e7d8b0293971f40f243c7b','checkpoint',169312);
INSERT INTO artifact VALUES('542bc8777b09537a2dccd4d92917226d040c33ef2bf8fadc391dc5fdb778244f','metrics',1329);
INSERT INTO artifact VALUES('5a29cc53ae8f2c4cdb0621d1c2e11c98ce9e8670cdc6bd7fd9362e00bb923532','executable',16211312);
INSERT INTO artifact VALUES('73f0af6e73eabf01bd62b65d8a67b502db0b5debfbc2f73e929a6d371fee61d9','evaluation',118);
INSERT INTO artifact VALUES('6021edf4ee619262e02ebeed7ecaeebea1fc613a6f77488cfa091fee93f7263c','executable',14961960);
CREATE TABLE location (
  -- What lay at a path when it was last looked at, as a run or a check that found a change saw it.
  -- The same size, times and inode mean the same content, if the file had rested for two seconds at that time.
  path         TEXT PRIMARY KEY NOT NULL,  -- relative to the folder of manifest.db when inside it, or else absolute
  artifact     TEXT NOT NULL REFERENCES artifact (digest),  -- the content's identity
  file         TEXT NOT NULL,     -- SHA-256 of the file's bytes
  bytes        INTEGER NOT NULL,  -- the file's size
  modified_ns  INTEGER NOT NULL,  -- mtime, nanoseconds since 1970
  changed_ns   INTEGER NOT NULL,  -- ctime
  inode        INTEGER NOT NULL,  -- number of the inode
  checked_ns   INTEGER NOT NULL,  -- when it was looked at
  order_ns     INTEGER NOT NULL,  -- the same, but growing even where the clock was set back: the latest look counts
  state        TEXT NOT NULL CHECK (state IN ('present', 'missing'))  -- missing: nothing is there any more
) STRICT;
INSERT INTO location VALUES('corpus.txt','2151643f6627d9f2525715a35fb94329e8eb1be9ea1fb11c53632f6e3235ed89','2151643f6627d9f2525715a35fb94329e8eb1be9ea1fb11c53632f6e3235ed89',5354,1795655489378993189,1795655489378993189,16230926,1795655489546252422,1795655489546252422,'present');
INSERT INTO location VALUES('tokenizer/vocab.json','7cd8ff02256652aea4a173a83da235421a07be0b6bdd6564dd08572a71a0ee65','7cd8ff02256652aea4a173a83da235421a07be0b6bdd6564dd08572a71a0ee65',3786,1795655489469671052,1795655489477390430,16231123,1795655489546213094,1795655489546213094,'present');
INSERT INTO location VALUES('tokenizer/merges.json','bd414a225412fbb73c05f298ac84bd68d93ae207bd787b384fe539002266cc66','bd414a225412fbb73c05f298ac84bd68d93ae207bd787b384fe539002266cc66',679,1795655489470111365,1795655489477390430,16231160,1795655489481744899,1795655489481744899,'present');
INSERT INTO location VALUES('tokenizer/merges.txt','52b2b89f375124f095619c8e3bd8b7bef0a8ddfa160f2df7f99eb633e2317b6b','52b2b89f375124f095619c8e3bd8b7bef0a8ddfa160f2df7f99eb633e2317b6b',260,1795655489471093833,1795655489477390430,16231124,1795655489481746641,1795655489481746641,'present');
INSERT INTO location VALUES('tokenizer/tokenizer.json','ac52466ce684be2d322084fdb303973a2a344587de21468ebfe1c633f881fba2','ac52466ce684be2d322084fdb303973a2a344587de21468ebfe1c633f881fba2',6352,1795655489474712999,1795655489477390430,16231154,1795655489481748163,1795655489481748163,'present');
INSERT INTO location VALUES('bin/bpe-train','df7a214ff845440ba30fed72df0eacdd46ca654f9b4fb42fcced93119612a78d','df7a214ff845440ba30fed72df0eacdd46ca654f9b4fb42fcced93119612a78d',13998176,1795655489257390435,1795655489257390435,16230920,1795655489437543437,1795655489437543437,'present');
INSERT INTO location VALUES('encoded/part-00000-of-00002.u16.zst','57c5976fd73f9d36c4d1066ba23efbbdf493835e039919173f881adc5655e57b','f219e13725c3c45056fb785a582136a1f2ceaa0e67075e935641491fa7ad0f4f',1325,1795655489608234028,1795655489613390426,16231125,1795655489657299983,1795655489657299983,'present');
INSERT INTO location VALUES('encoded/part-00001-of-00002.u16.zst','be75d998393914fff4ad0d06a0657c76bec046a324d3e2734e816c367e84979b','f9d63bf1de7e5abc471e1f003d4b8142ebb98cb1a31099206c312b3066c63feb',1366,1795655489623709182,1795655489623709182,16231156,1795655489657338119,1795655489657338119,'present');
INSERT INTO location VALUES('bin/bpe-encode','bc84e71aa345d36ae5b80c0c595c9b2f778872ea1668c3767a6431f3a3d14df6','bc84e71aa345d36ae5b80c0c595c9b2f778872ea1668c3767a6431f3a3d14df6',14128928,1795655489233390436,1795655489233390436,16230919,1795655489552268229,1795655489552268229,'present');
INSERT INTO location VALUES('dataset/train-00000.u16.zst','028524770fb1bbdae320fbcd6ba8b17e9f03cebb170671876b3490d3c6f2b331','028524770fb1bbdae320fbcd6ba8b17e9f03cebb170671876b3490d3c6f2b331',1172,1795655489672538165,1795655489679529409,16231126,1795655489689974689,1795655489689974689,'present');
INSERT INTO location VALUES('dataset/valid-00000.u16.zst','3fa8ed0c76f4bc4c3be9c9ebe858ab787687b8ac0534adf71dead5f6b3060186','3fa8ed0c76f4bc4c3be9c9ebe858ab787687b8ac0534adf71dead5f6b3060186',770,1795655489673390425,1795655489679529409,16231163,1795655489689979637,1795655489689979637,'present');
INSERT INTO location VALUES('dataset/dataset.json','55e46a2c622785c479d71c18620afb558a0e5aa4afe3167b126f8fbad61a5e36','b10bbcf2ef34c83da6c0f770bc5d4bdd52bf961f101adbb9e820dd05afa69e74',1538,1795655489679529409,1795655489679529409,16231127,1795655489855771809,1795655489855771809,'present');
INSERT INTO location VALUES('bin/shard','f7692fa79b729690c87d541d6e749c036fe88ea4a982e869f256bcc57934204e','f7692fa79b729690c87d541d6e749c036fe88ea4a982e869f256bcc57934204e',14054768,1795655489353390433,1795655489353390433,16231153,1795655489658768898,1795655489658768898,'present');
INSERT INTO location VALUES('model/config.json','a18eb16b4414d7887e35e8359ce2da2d8861555ffd368f40b453c0649e1dfc78','a18eb16b4414d7887e35e8359ce2da2d8861555ffd368f40b453c0649e1dfc78',381,1795655489767762580,1795655489767762580,16231128,1795655489819289602,1795655489819289602,'present');
INSERT INTO location VALUES('model/step-00000002.safetensors','2617d457dac3d8bab6e61671d20a69ccc513c2e074b248cd546d0f51cac51e05','2617d457dac3d8bab6e61671d20a69ccc513c2e074b248cd546d0f51cac51e05',169312,1795655489772544977,1795655489772544977,16231168,1795655489819293989,1795655489819293989,'present');
INSERT INTO location VALUES('model/step-00000004.safetensors','60b461e8af1712670c1de8b25412075bf678dc4356e7d8b0293971f40f243c7b','60b461e8af1712670c1de8b25412075bf678dc4356e7d8b0293971f40f243c7b',169312,1795655489789057680,1795655489793390422,16231122,1795655489855548337,1795655489855548337,'present');
INSERT INTO location VALUES('model/metrics.jsonl','542bc8777b09537a2dccd4d92917226d040c33ef2bf8fadc391dc5fdb778244f','542bc8777b09537a2dccd4d92917226d040c33ef2bf8fadc391dc5fdb778244f',1329,1795655489785390422,1795655489785390422,16231166,1795655489819298926,1795655489819298926,'present');
INSERT INTO location VALUES('bin/lm-train','5a29cc53ae8f2c4cdb0621d1c2e11c98ce9e8670cdc6bd7fd9362e00bb923532','5a29cc53ae8f2c4cdb0621d1c2e11c98ce9e8670cdc6bd7fd9362e00bb923532',16211312,1795655489333390433,1795655489333390433,16230923,1795655489743225940,1795655489743225940,'present');
INSERT INTO location VALUES('eval.json','73f0af6e73eabf01bd62b65d8a67b502db0b5debfbc2f73e929a6d371fee61d9','73f0af6e73eabf01bd62b65d8a67b502db0b5debfbc2f73e929a6d371fee61d9',118,1795655489871260683,1795655489871260683,16231171,1795655489879265637,1795655489879265637,'present');
INSERT INTO location VALUES('bin/lm-eval','6021edf4ee619262e02ebeed7ecaeebea1fc613a6f77488cfa091fee93f7263c','6021edf4ee619262e02ebeed7ecaeebea1fc613a6f77488cfa091fee93f7263c',14961960,1795655489289390434,1795655489289390434,16230921,1795655489857879186,1795655489857879186,'present');
CREATE TABLE io (
  -- What a run read and made.
  run          TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  direction    TEXT NOT NULL CHECK (direction IN ('in', 'out')),  -- in: read, out: made
  position     INTEGER NOT NULL,  -- order on the command line, or of making
  role         TEXT NOT NULL,     -- corpus, tokenizer, part, shard, dataset, checkpoint, metrics;
                                  -- pruned: an earlier run's output that this one removed on purpose
  path         TEXT NOT NULL,     -- '-' is standard input
  artifact     TEXT REFERENCES artifact (digest),  -- the content's identity; NULL where nobody hashed it
  file         TEXT,              -- SHA-256 of the file's bytes
  bytes        INTEGER,           -- the file's size when the run saw it
  modified_ns  INTEGER,           -- its mtime then, nanoseconds since 1970
  kept         INTEGER NOT NULL CHECK (kept IN (0, 1)),     -- out: 0 if removed on purpose (a pruned checkpoint)
  in_key       INTEGER NOT NULL CHECK (in_key IN (0, 1)),   -- in: 0 if it does not decide the result
  assumed      INTEGER NOT NULL CHECK (assumed IN (0, 1)),  -- in: 1 if the run did not hash it (a task of an array
                                  -- and a large corpus): then artifact and file are those that another run found
                                  -- at this path with the same size and mtime
  ok           INTEGER NOT NULL CHECK (ok IN (0, 1)),       -- 1 if the run ended well
  maker        TEXT,              -- in: the run that made this content: at this path, or else elsewhere before
  PRIMARY KEY (run, direction, position)
) STRICT;
INSERT INTO io VALUES('01a21568-579c-7403-a463-cbd8a18c1510','in',0,'corpus','corpus.txt','2151643f6627d9f2525715a35fb94329e8eb1be9ea1fb11c53632f6e3235ed89','2151643f6627d9f2525715a35fb94329e8eb1be9ea1fb11c53632f6e3235ed89',5354,1795655489378993189,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-579c-7403-a463-cbd8a18c1510','out',0,'tokenizer','tokenizer/vocab.json','7cd8ff02256652aea4a173a83da235421a07be0b6bdd6564dd08572a71a0ee65','7cd8ff02256652aea4a173a83da235421a07be0b6bdd6564dd08572a71a0ee65',3786,1795655489469671052,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-579c-7403-a463-cbd8a18c1510','out',1,'tokenizer','tokenizer/merges.json','bd414a225412fbb73c05f298ac84bd68d93ae207bd787b384fe539002266cc66','bd414a225412fbb73c05f298ac84bd68d93ae207bd787b384fe539002266cc66',679,1795655489470111365,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-579c-7403-a463-cbd8a18c1510','out',2,'tokenizer','tokenizer/merges.txt','52b2b89f375124f095619c8e3bd8b7bef0a8ddfa160f2df7f99eb633e2317b6b','52b2b89f375124f095619c8e3bd8b7bef0a8ddfa160f2df7f99eb633e2317b6b',260,1795655489471093833,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-579c-7403-a463-cbd8a18c1510','out',3,'tokenizer','tokenizer/tokenizer.json','ac52466ce684be2d322084fdb303973a2a344587de21468ebfe1c633f881fba2','ac52466ce684be2d322084fdb303973a2a344587de21468ebfe1c633f881fba2',6352,1795655489474712999,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-580a-72e9-bed6-bfe9de0f3e20','in',0,'tokenizer','tokenizer/vocab.json','c2921c1937137d0a1d2abae6935554180e79f3c40102f5ee35207a19db819f1f','7cd8ff02256652aea4a173a83da235421a07be0b6bdd6564dd08572a71a0ee65',3786,1795655489469671052,1,1,0,1,'01a21568-579c-7403-a463-cbd8a18c1510');
INSERT INTO io VALUES('01a21568-580a-72e9-bed6-bfe9de0f3e20','in',1,'corpus','corpus.txt','2151643f6627d9f2525715a35fb94329e8eb1be9ea1fb11c53632f6e3235ed89','2151643f6627d9f2525715a35fb94329e8eb1be9ea1fb11c53632f6e3235ed89',5354,1795655489378993189,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-580a-72e9-bed6-bfe9de0f3e20','out',0,'part','encoded/part-00000-of-00002.u16.zst','57c5976fd73f9d36c4d1066ba23efbbdf493835e039919173f881adc5655e57b','f219e13725c3c45056fb785a582136a1f2ceaa0e67075e935641491fa7ad0f4f',1325,1795655489608234028,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-580a-72e9-bed6-bfe9de0f3e20','out',1,'part','encoded/part-00001-of-00002.u16.zst','be75d998393914fff4ad0d06a0657c76bec046a324d3e2734e816c367e84979b','f9d63bf1de7e5abc471e1f003d4b8142ebb98cb1a31099206c312b3066c63feb',1366,1795655489623709182,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-5879-7ec6-8fe9-b5e84cbba192','in',0,'part','encoded/part-00000-of-00002.u16.zst','57c5976fd73f9d36c4d1066ba23efbbdf493835e039919173f881adc5655e57b','f219e13725c3c45056fb785a582136a1f2ceaa0e67075e935641491fa7ad0f4f',1325,1795655489608234028,1,1,0,1,'01a21568-580a-72e9-bed6-bfe9de0f3e20');
INSERT INTO io VALUES('01a21568-5879-7ec6-8fe9-b5e84cbba192','in',1,'part','encoded/part-00001-of-00002.u16.zst','be75d998393914fff4ad0d06a0657c76bec046a324d3e2734e816c367e84979b','f9d63bf1de7e5abc471e1f003d4b8142ebb98cb1a31099206c312b3066c63feb',1366,1795655489623709182,1,1,0,1,'01a21568-580a-72e9-bed6-bfe9de0f3e20');
INSERT INTO io VALUES('01a21568-5879-7ec6-8fe9-b5e84cbba192','out',0,'shard','dataset/train-00000.u16.zst','028524770fb1bbdae320fbcd6ba8b17e9f03cebb170671876b3490d3c6f2b331','028524770fb1bbdae320fbcd6ba8b17e9f03cebb170671876b3490d3c6f2b331',1172,1795655489672538165,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-5879-7ec6-8fe9-b5e84cbba192','out',1,'shard','dataset/valid-00000.u16.zst','3fa8ed0c76f4bc4c3be9c9ebe858ab787687b8ac0534adf71dead5f6b3060186','3fa8ed0c76f4bc4c3be9c9ebe858ab787687b8ac0534adf71dead5f6b3060186',770,1795655489673390425,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-5879-7ec6-8fe9-b5e84cbba192','out',2,'dataset','dataset/dataset.json','55e46a2c622785c479d71c18620afb558a0e5aa4afe3167b126f8fbad61a5e36','b10bbcf2ef34c83da6c0f770bc5d4bdd52bf961f101adbb9e820dd05afa69e74',1538,1795655489679529409,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-58ce-718d-a7d0-c61058172d3b','in',0,'dataset','dataset/dataset.json','b10bbcf2ef34c83da6c0f770bc5d4bdd52bf961f101adbb9e820dd05afa69e74','b10bbcf2ef34c83da6c0f770bc5d4bdd52bf961f101adbb9e820dd05afa69e74',1538,1795655489679529409,1,1,0,1,'01a21568-5879-7ec6-8fe9-b5e84cbba192');
INSERT INTO io VALUES('01a21568-58ce-718d-a7d0-c61058172d3b','out',0,'config','model/config.json','a18eb16b4414d7887e35e8359ce2da2d8861555ffd368f40b453c0649e1dfc78','a18eb16b4414d7887e35e8359ce2da2d8861555ffd368f40b453c0649e1dfc78',381,1795655489767762580,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-58ce-718d-a7d0-c61058172d3b','out',1,'checkpoint','model/step-00000002.safetensors','2617d457dac3d8bab6e61671d20a69ccc513c2e074b248cd546d0f51cac51e05','2617d457dac3d8bab6e61671d20a69ccc513c2e074b248cd546d0f51cac51e05',169312,1795655489772544977,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-58ce-718d-a7d0-c61058172d3b','out',2,'checkpoint','model/step-00000004.safetensors','60b461e8af1712670c1de8b25412075bf678dc4356e7d8b0293971f40f243c7b','60b461e8af1712670c1de8b25412075bf678dc4356e7d8b0293971f40f243c7b',169312,1795655489789057680,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-58ce-718d-a7d0-c61058172d3b','out',3,'metrics','model/metrics.jsonl','542bc8777b09537a2dccd4d92917226d040c33ef2bf8fadc391dc5fdb778244f','542bc8777b09537a2dccd4d92917226d040c33ef2bf8fadc391dc5fdb778244f',1329,1795655489785390422,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21568-5940-7c01-98ee-701e0c2c37ba','in',0,'checkpoint','model/step-00000004.safetensors','60b461e8af1712670c1de8b25412075bf678dc4356e7d8b0293971f40f243c7b','60b461e8af1712670c1de8b25412075bf678dc4356e7d8b0293971f40f243c7b',169312,1795655489789057680,1,1,0,1,'01a21568-58ce-718d-a7d0-c61058172d3b');
INSERT INTO io VALUES('01a21568-5940-7c01-98ee-701e0c2c37ba','in',1,'dataset','dataset/dataset.json','b10bbcf2ef34c83da6c0f770bc5d4bdd52bf961f101adbb9e820dd05afa69e74','b10bbcf2ef34c83da6c0f770bc5d4bdd52bf961f101adbb9e820dd05afa69e74',1538,1795655489679529409,1,1,0,1,'01a21568-5879-7ec6-8fe9-b5e84cbba192');
INSERT INTO io VALUES('01a21568-5940-7c01-98ee-701e0c2c37ba','out',0,'evaluation','eval.json','73f0af6e73eabf01bd62b65d8a67b502db0b5debfbc2f73e929a6d371fee61d9','73f0af6e73eabf01bd62b65d8a67b502db0b5debfbc2f73e929a6d371fee61d9',118,1795655489871260683,1,1,0,1,NULL);
CREATE TABLE metric (
  -- Summary values of a run; the full course of a training is in its metrics.jsonl.
  run    TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,  -- whose value it is
  step   INTEGER,        -- NULL: of the whole run
  name   TEXT NOT NULL,  -- loss, valid_loss, perplexity, tokens_per_second, memory.peak_bytes
  value  REAL            -- NULL: not a number
) STRICT;
INSERT INTO metric VALUES('01a21568-579c-7403-a463-cbd8a18c1510',NULL,'memory.peak_bytes',31592448.0);
INSERT INTO metric VALUES('01a21568-580a-72e9-bed6-bfe9de0f3e20',NULL,'memory.peak_bytes',30674944.0);
INSERT INTO metric VALUES('01a21568-5879-7ec6-8fe9-b5e84cbba192',NULL,'memory.peak_bytes',30081024.0);
INSERT INTO metric VALUES('01a21568-58ce-718d-a7d0-c61058172d3b',4,'first_loss',5.722593054175376892);
INSERT INTO metric VALUES('01a21568-58ce-718d-a7d0-c61058172d3b',4,'loss',5.7719594091176986694);
INSERT INTO metric VALUES('01a21568-58ce-718d-a7d0-c61058172d3b',4,'valid_loss',5.6459759456008224987);
INSERT INTO metric VALUES('01a21568-58ce-718d-a7d0-c61058172d3b',4,'seconds',0.046744304999999999883);
INSERT INTO metric VALUES('01a21568-58ce-718d-a7d0-c61058172d3b',4,'tokens_per_second',52960.272348200545821);
INSERT INTO metric VALUES('01a21568-58ce-718d-a7d0-c61058172d3b',NULL,'memory.peak_bytes',32956416.0);
INSERT INTO metric VALUES('01a21568-5940-7c01-98ee-701e0c2c37ba',NULL,'tokens_per_second',127827.71113989883451);
INSERT INTO metric VALUES('01a21568-5940-7c01-98ee-701e0c2c37ba',4,'loss',5.6459759456008224987);
INSERT INTO metric VALUES('01a21568-5940-7c01-98ee-701e0c2c37ba',4,'perplexity',283.14976018366309062);
INSERT INTO metric VALUES('01a21568-5940-7c01-98ee-701e0c2c37ba',NULL,'memory.peak_bytes',33267712.0);
CREATE TABLE receipt (
  -- The receipts that are in this database.
  run     TEXT PRIMARY KEY NOT NULL REFERENCES run (id) ON DELETE CASCADE,  -- the run it tells of
  path    TEXT NOT NULL,  -- receipts/<yyyymm>/<run>.json
  digest  TEXT NOT NULL   -- SHA-256 of the receipt as it was read
) STRICT;
INSERT INTO receipt VALUES('01a21568-579c-7403-a463-cbd8a18c1510','receipts/202611/01a21568-579c-7403-a463-cbd8a18c1510.json','679322029139dc5942aa46e595b175b937751b1103bdf236d611246df5098487');
INSERT INTO receipt VALUES('01a21568-580a-72e9-bed6-bfe9de0f3e20','receipts/202611/01a21568-580a-72e9-bed6-bfe9de0f3e20.json','9a8bbd9c9d68eaab12b023bf9d6f915adca7c344a35852d198db76780c1a25dc');
INSERT INTO receipt VALUES('01a21568-5879-7ec6-8fe9-b5e84cbba192','receipts/202611/01a21568-5879-7ec6-8fe9-b5e84cbba192.json','85e637ab869bd44ec5cedd12a62e3c364fc0d0a0dadec2bbe2d258f0400ab530');
INSERT INTO receipt VALUES('01a21568-58ce-718d-a7d0-c61058172d3b','receipts/202611/01a21568-58ce-718d-a7d0-c61058172d3b.json','26643d9504736cd1e9057b8ed48de55e65e4c6d99b69c327b848524389f34890');
INSERT INTO receipt VALUES('01a21568-5940-7c01-98ee-701e0c2c37ba','receipts/202611/01a21568-5940-7c01-98ee-701e0c2c37ba.json','18e9760017131523e9719d0d747fb6f05f985cb6424061f062789f300e9ef28b');
CREATE TABLE stat_cache (
  -- Files hashed again since and found unchanged: saves the next check the reading. Only a cache: it is not in the
  -- receipts, and a rebuild leaves it empty.
  path         TEXT PRIMARY KEY NOT NULL,  -- as in location, and so are the others
  file         TEXT NOT NULL,     -- SHA-256 of the file's bytes
  bytes        INTEGER NOT NULL,  -- the file's size
  modified_ns  INTEGER NOT NULL,  -- mtime, nanoseconds since 1970
  changed_ns   INTEGER NOT NULL,  -- ctime
  inode        INTEGER NOT NULL,  -- number of the inode
  checked_ns   INTEGER NOT NULL   -- when it was hashed
) STRICT;
CREATE VIEW made AS
  -- What lies at each path, and who made it.
  SELECT
    location.path,
    location.artifact,  -- the content's identity
    location.state,     -- present or missing
    (SELECT io.run FROM io
      WHERE io.direction = 'out' AND io.path = location.path AND io.file = location.file
      ORDER BY io.ok DESC, io.run DESC LIMIT 1)
      AS run            -- the last run that made just this there; NULL: given, or changed by hand
  FROM location
;
CREATE VIEW link AS
  -- Which run made what another run read: the arrows of the lineage.
  SELECT
    run AS consumer,    -- the run that read
    maker AS producer,  -- the run that made it
    role,               -- what it was read as
    path,               -- where it was read
    artifact            -- the content's identity
  FROM io WHERE maker IS NOT NULL
;
CREATE VIEW runs AS
  -- Every run, the latest last.
  SELECT
    substr(id, 1, 13) AS run,  -- the beginning of the id, enough for `manifest log RUN`
    substr(started, 1, 10) || ' ' || substr(started, 12, 8) AS started,  -- UTC
    stage,                     -- the tool
    status,                    -- ok, failed, interrupted, running, lost
    CASE
  WHEN ended IS NULL THEN NULL
  WHEN julianday(ended) - julianday(started) < 1.0 / 1440
    THEN printf('%.2f s', max(0, (julianday(ended) - julianday(started)) * 86400))
  ELSE printf('%d min %02d s',
    CAST(round((julianday(ended) - julianday(started)) * 86400) AS INTEGER) / 60,
    CAST(round((julianday(ended) - julianday(started)) * 86400) AS INTEGER) % 60) END AS took,
    (SELECT path || CASE more WHEN 0 THEN '' ELSE ' (+' || more || ')' END FROM (
      SELECT path, max(position), count(*) - 1 AS more FROM io
        WHERE io.run = run.id AND io.direction = 'out' AND io.kept = 1))
      AS made,                 -- its last output, and how many more there are
    (SELECT printf('%.4f', value) FROM metric
      WHERE metric.run = run.id AND name IN ('valid_loss', 'loss') ORDER BY name DESC LIMIT 1)
      AS loss,                 -- of a training or evaluation, of validation if there is one
    reason,                    -- why it ran, as a code
    coalesce(error, because) AS remark,  -- the error, or why it ran in words
    note                       -- words that a person left about it
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
      ELSE 'present' END AS state,           -- modified: not what any run made there
    coalesce(artifact.kind, 'given') AS kind,  -- given: read and never made
    CASE
  WHEN location.bytes < 1000 THEN location.bytes || ' B'
  WHEN location.bytes < 999500 THEN printf('%.3g kB', location.bytes / 1e3)
  WHEN location.bytes < 999500000 THEN printf('%.3g MB', location.bytes / 1e6)
  ELSE printf('%.2f GB', location.bytes / 1e9) END AS size,
    coalesce(run.stage, '') AS made_by,      -- the tool that made it
    coalesce(substr(run.id, 1, 13), '') AS run,
    substr(location.artifact, 1, 12) AS digest  -- the beginning of its SHA-256
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
    -- The runs to tell of: the makers of what lies here, the last of each kind that only printed, and all before.
    told (run) AS (
      SELECT run FROM made WHERE run IS NOT NULL AND state = 'present'
      UNION
      SELECT max(id) FROM run
        WHERE status = 'ok' AND NOT EXISTS (SELECT 1 FROM io WHERE io.run = run.id AND io.direction = 'out')
        GROUP BY stage, key
      UNION
      SELECT io.maker FROM told JOIN io ON io.run = told.run AND io.direction = 'in' WHERE io.maker IS NOT NULL
    ),
    -- How many steps lie between a run and given files.
    reach (run, depth) AS (
      SELECT run, 0 FROM told WHERE NOT EXISTS (
        SELECT 1 FROM io WHERE io.run = told.run AND io.direction = 'in' AND io.maker IS NOT NULL)
      UNION
      SELECT io.run, reach.depth + 1 FROM reach JOIN io ON io.maker = reach.run
        WHERE reach.depth < 100 AND +io.run IN (SELECT run FROM told)
    ),
    deepest AS MATERIALIZED (SELECT run, max(depth) AS depth FROM reach GROUP BY run),
    -- The one run under which each is told.
    parent AS MATERIALIZED (
      SELECT run, parent, run = max(run) OVER (PARTITION BY parent) AS is_last FROM (
        SELECT
          io.run, io.maker AS parent,
          row_number() OVER (PARTITION BY io.run ORDER BY deepest.depth DESC, io.maker DESC) AS place
        FROM deepest JOIN io ON io.maker = deepest.run WHERE +io.run IN (SELECT run FROM told))
      WHERE place = 1
    ),
    tree (run, head, tail, place) AS (
      SELECT run, '', '', run FROM told WHERE run NOT IN (SELECT run FROM parent)
      UNION
      SELECT
        io.run,
        tree.tail || CASE WHEN io.run IN (SELECT run FROM parent WHERE is_last) THEN '└─ ' ELSE '├─ ' END,
        tree.tail || CASE WHEN io.run IN (SELECT run FROM parent WHERE is_last) THEN '   ' ELSE '│  ' END,
        tree.place || '/' || io.run
      FROM tree JOIN io ON io.maker = tree.run WHERE (+io.run, tree.run) IN (SELECT run, parent FROM parent)
    )
  SELECT
    tree.head || run.stage || ': '
    || coalesce((SELECT group_concat(path || CASE count WHEN 1 THEN '' ELSE ' (+' || (count - 1) || ')' END, ' + ') FROM (
  SELECT min(io.path) AS path, count(*) AS count
  FROM io LEFT JOIN artifact ON artifact.digest = io.artifact
  WHERE io.run = run.id AND io.direction = 'in' AND io.kept = 1
  GROUP BY io.role ORDER BY min(io.position))), 'nothing') || ' → '
    || coalesce((SELECT group_concat(path || CASE count WHEN 1 THEN '' ELSE ' (+' || (count - 1) || ')' END, ' + ') FROM (
  SELECT max(io.path) AS path, count(*) AS count
  FROM io LEFT JOIN artifact ON artifact.digest = io.artifact
  WHERE io.run = run.id AND io.direction = 'out' AND io.kept = 1
  GROUP BY artifact.kind ORDER BY min(io.position))), 'standard output')
    || ' [' || CASE run.status WHEN 'ok' THEN '' ELSE run.status || ', ' END
    || substr(run.started, 1, 10) || ' ' || substr(run.started, 12, 5)
    || coalesce(', ' || CASE
  WHEN ended IS NULL THEN NULL
  WHEN julianday(ended) - julianday(started) < 1.0 / 1440
    THEN printf('%.2f s', max(0, (julianday(ended) - julianday(started)) * 86400))
  ELSE printf('%d min %02d s',
    CAST(round((julianday(ended) - julianday(started)) * 86400) AS INTEGER) / 60,
    CAST(round((julianday(ended) - julianday(started)) * 86400) AS INTEGER) % 60) END, '') || ', run ' || substr(run.id, 1, 13) || ']'
    AS story  -- tool: what it read → what it made [when, how long, run]
  FROM tree JOIN run ON run.id = tree.run
  ORDER BY tree.place
;
CREATE VIEW stale AS
  -- Files made from inputs that have changed since; those closest to a change first.
  -- It knows what was last looked at: `manifest stale` looks at the files first.
  WITH RECURSIVE
    here AS MATERIALIZED (SELECT path, run FROM made WHERE run IS NOT NULL AND state = 'present'),
    -- The runs whose own inputs have changed.
    changed AS MATERIALIZED (
      SELECT io.run, min(io.path) AS path
        FROM (SELECT DISTINCT run FROM here) AS current JOIN io ON io.run = current.run
          JOIN location ON location.path = io.path
        WHERE io.direction = 'in' AND io.in_key = 1 AND location.state = 'present'
          AND io.artifact <> location.artifact AND coalesce(io.file, '') <> location.file
        GROUP BY io.run
    ),
    -- And those that read what such a run made, and so on.
    reach (run, depth) AS (
      SELECT run, 0 FROM changed
      UNION
      SELECT io.run, reach.depth + 1 FROM reach JOIN io ON io.maker = reach.run
        WHERE reach.depth < 100 AND +io.run IN (SELECT run FROM here)
    ),
    first AS MATERIALIZED (SELECT run, min(depth) AS depth FROM reach GROUP BY run),
    cause AS MATERIALIZED (
      SELECT io.run, min(io.path) AS path FROM first JOIN io ON io.maker = first.run GROUP BY io.run
    )
  SELECT
    here.path,
    first.depth,                     -- 0: made from what has changed, 1: made from something of depth 0, ...
    run.stage AS made_by,            -- the tool to run again
    substr(run.id, 1, 13) AS run,    -- the run that made it
    coalesce(changed.path || ' has changed', cause.path || ' is stale') AS because
  FROM here JOIN first ON first.run = here.run JOIN run ON run.id = here.run
    LEFT JOIN changed ON changed.run = here.run LEFT JOIN cause ON cause.run = here.run
  ORDER BY first.depth, here.path
;
CREATE VIEW unfinished AS
  -- Runs that did not reach their end and that no later run has made good.
  SELECT
    substr(id, 1, 13) AS run,
    substr(started, 1, 10) || ' ' || substr(started, 12, 8) AS started,  -- UTC
    stage,                         -- the tool
    status,                        -- failed, interrupted, running, lost
    host,                          -- where it ran,
    pid,                           -- as which process
    coalesce(error, '') AS error   -- what it said
  FROM run AS this
  WHERE status <> 'ok' AND NOT EXISTS (
    SELECT 1 FROM run AS later
      WHERE later.stage = this.stage AND later.targets = this.targets AND later.part IS this.part
        AND later.status = 'ok' AND later.id > this.id)
  ORDER BY id
;
CREATE INDEX run_by_stage ON run (stage, id);
CREATE INDEX run_at_work ON run (id) WHERE status = 'running';
CREATE INDEX io_by_path ON io (path, run);
CREATE INDEX io_by_artifact ON io (artifact);
CREATE INDEX io_by_file ON io (file);
CREATE INDEX io_made_here ON io (path, file, ok, run) WHERE direction = 'out';
CREATE INDEX io_made_here_alike ON io (path, artifact, ok, run) WHERE direction = 'out';
CREATE INDEX io_made ON io (file, ok, run) WHERE direction = 'out';
CREATE INDEX io_made_alike ON io (artifact, ok, run) WHERE direction = 'out';
CREATE INDEX io_by_maker ON io (maker, run) WHERE maker IS NOT NULL;
CREATE INDEX io_hashed ON io (path, bytes, modified_ns, run) WHERE assumed = 0 AND artifact IS NOT NULL;
CREATE INDEX io_assumed ON io (path) WHERE assumed = 1;
CREATE INDEX location_by_artifact ON location (artifact);
CREATE INDEX location_by_file ON location (file);
CREATE INDEX metric_by_run ON metric (run, name, step);
COMMIT;
