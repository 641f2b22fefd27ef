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
  directory     TEXT,              -- the working directory it was given in; NULL where the receipt does not say
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
INSERT INTO run VALUES('01a21835-54e3-7bfe-a880-11711c3fa970','bpe-train','ok','b2d22753170e5dd12d5565a3827568da5462cf6397b57ec0d603a014e2db6abe',1,'{"special_tokens":["<|endoftext|>"],"vocab_size":300}',NULL,'new','no earlier run made this here','["tokenizer/vocab.json","tokenizer/merges.json","tokenizer/merges.txt","tokenizer/tokenizer.json"]','["bin/bpe-train","--quiet","--input","corpus.txt","--vocab-size","300","--special-token","<|endoftext|>","--output","tokenizer"]','.','0.1.0','8a8ff075101047fa6ac3717618e490a9ce83849e5364539feff1fc2545a9c74e','vm','236e364d-a8ce-4d0e-8494-08db744c11f0',24637,'5378709','pid:[4026531836]',NULL,NULL,NULL,NULL,NULL,'2026-11-26T14:14:38.051Z','2026-11-26T14:14:38.130Z',0,NULL,NULL);
INSERT INTO run VALUES('01a21835-5577-7af2-b0d7-481f4cf7cd45','bpe-encode','ok','d33593129bf5df3868afae6230680675342cc822bb1ac006071d1cb048edb0c3',2,'{"ended_files":true,"level":1,"parts":2,"separator":"<|endoftext|>"}',NULL,'new','no earlier run made this here','["encoded/part-00000-of-00002.u16.zst","encoded/part-00001-of-00002.u16.zst"]','["bin/bpe-encode","--quiet","--tokenizer","tokenizer","--input","corpus.txt","--output","encoded","--parts","2"]','.','0.1.0','73648ce0579c7d598349b85cd1e376a0ab0b1d4ef9a33844d29842874f263200','vm','236e364d-a8ce-4d0e-8494-08db744c11f0',24644,'5378727','pid:[4026531836]',NULL,NULL,NULL,NULL,NULL,'2026-11-26T14:14:38.199Z','2026-11-26T14:14:38.251Z',0,NULL,NULL);
INSERT INTO run VALUES('01a21835-55ef-76ea-a27c-26a9d7269496','shard','ok','08d4f33aa6b5cf25aa1b550beb602caa3e440fb083d2965f4c14877318c024cc',1,'{"level":3,"order":"shuffled","seed":"1","shard_tokens":100000000,"valid_fraction":0.1}','1','new','no earlier run made this here','["dataset/dataset.json"]','["bin/shard","--quiet","--input","encoded","--shuffle","--seed","1","--valid-fraction","0.1","--output","dataset"]','.','0.1.0','60cfc0eec5e2f8ed07a72dcb283b45b6ad384b0a0eaa98b396ad9ef6664950be','vm','236e364d-a8ce-4d0e-8494-08db744c11f0',24648,'5378738','pid:[4026531836]',NULL,NULL,NULL,NULL,NULL,'2026-11-26T14:14:38.319Z','2026-11-26T14:14:38.359Z',0,NULL,NULL);
INSERT INTO run VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e','lm-train','ok','792f06e8220f92de953dbbc634b9612a9c42685c4168eed7430c0a9ded8d28a7',1,'{"batch_size":2,"beta1":0.9,"beta2":0.95,"clip":1.0,"context_length":16,"d_ff":64,"d_model":16,"decay_steps":4,"eps":1e-08,"ffn":"swiglu","gradient_accumulation":1,"heads":2,"layers":1,"lr":0.001,"min_lr":0.0001,"norm":"pre","norm_epsilon":1e-05,"position":"rope","rope_theta":10000.0,"steps":4,"tie_embeddings":false,"vocab_size":300,"warmup_steps":1,"weight_decay":0.1}','0','new','no earlier run made this here','["model/config.json","model/metrics.jsonl","model/step-00000004.safetensors"]','["bin/lm-train","--quiet","--dataset","dataset","--output","model","--context-length","16","--d-model","16","--layers","1","--heads","2","--d-ff","64","--batch-size","2","--steps","4","--warmup-steps","1","--no-tensorboard","--note","the first one"]','.','0.1.0','78aa883db4615b4dd025f077633f2d2e65633552ce601c035f4461d9af516995','vm','236e364d-a8ce-4d0e-8494-08db744c11f0',24652,'5378750','pid:[4026531836]',NULL,NULL,NULL,NULL,NULL,'2026-11-26T14:14:38.447Z','2026-11-26T14:14:38.739Z',0,NULL,'the first one');
INSERT INTO run VALUES('01a21835-57c2-754f-bf61-ebe46b5d0e7b','lm-eval','ok','070a2d7f8aed530b25ae06aeca5373d430e55f8cebef7c43f586a7c0c8e3c583',2,'{"max_tokens":null,"split":"valid","weights":"fp32"}',NULL,'new','no earlier run made this here','["eval.json"]','["bin/lm-eval","--quiet","--checkpoint","model","--dataset","dataset","--output","eval.json"]','.','0.1.0','7cf7d937e9a90a1e59f68818b25b8d835d25d531af52a3e954cfe8a39320f80b','vm','236e364d-a8ce-4d0e-8494-08db744c11f0',24636,'5378709','pid:[4026531836]',NULL,NULL,NULL,NULL,NULL,'2026-11-26T14:14:38.786Z','2026-11-26T14:14:38.831Z',0,NULL,NULL);
CREATE TABLE artifact (
  -- A content, wherever it lies.
  digest  TEXT PRIMARY KEY NOT NULL,  -- its identity: SHA-256 of the file, or of the tokens of a token shard
  kind    TEXT,                       -- what it is; NULL while only read, never made, by a stage
  bytes   INTEGER NOT NULL            -- size of the file it was first seen in
) STRICT;
INSERT INTO artifact VALUES('b1dd6d1e7caf2e338ef94ac7084052338cbbd6e852acb970957e9522f475bfdc',NULL,5354);
INSERT INTO artifact VALUES('1528f9d14b7323adad7b79af9b8b41495f50ecaebc45e392421b7ef05628d0c2','tokenizer',3756);
INSERT INTO artifact VALUES('4cc3f6c8298b9fcf01073819f1cb533af4cc666eb6274d59c5b772c8f072142d','tokenizer',649);
INSERT INTO artifact VALUES('9e766f1d84c4171047e15ab2c593fcaafe9768f0c89b8afe738c09e1f1144173','tokenizer',228);
INSERT INTO artifact VALUES('8926f8cbba249ae9f53cd32364228f9087e686af3c067840b47f7fcb5ce7b0ff','tokenizer',6292);
INSERT INTO artifact VALUES('8a8ff075101047fa6ac3717618e490a9ce83849e5364539feff1fc2545a9c74e','executable',6789080);
INSERT INTO artifact VALUES('66f04ad1de91986fb83ad44aafdd5c1d34700128e7a76005b0de4e8901e66ac9',NULL,3756);
INSERT INTO artifact VALUES('63b268045db1ff61485d7d8a26c74998dcc55286fbffbe2204caf8afd00c33dd','token part',2793);
INSERT INTO artifact VALUES('a109bac4e6a21c4818a321523490583be5a16923433fd0addbb452aa38c7e2cc','token part',2736);
INSERT INTO artifact VALUES('73648ce0579c7d598349b85cd1e376a0ab0b1d4ef9a33844d29842874f263200','executable',6919688);
INSERT INTO artifact VALUES('ee67e7b6e23f4d813878128f3be34956e77090e104e3da3ff0ce2f5125bb5694','token shard',3422);
INSERT INTO artifact VALUES('ebebfdffddbb5d4a6805940755ecb6c3438b319c5b7d9d4bd4307166f92af900','token shard',965);
INSERT INTO artifact VALUES('318ea1533369930630365e8bfc2b31f41d43e2b07a716fad8de922b65e685de3','dataset',1536);
INSERT INTO artifact VALUES('60cfc0eec5e2f8ed07a72dcb283b45b6ad384b0a0eaa98b396ad9ef6664950be','executable',6858528);
INSERT INTO artifact VALUES('fb292bc75a028254fd2e0d57ac29dcccd5d028f1bb2e1c3583da52f4c56970fb',NULL,1536);
INSERT INTO artifact VALUES('bd881810b394f18bead43bb660047f49c91520c0ac99a76b76eef2e07a2de22c','config',455);
INSERT INTO artifact VALUES('500b1a279466af6c442db1c26fdd36a6ee688829063db27422e8b60990e64485','checkpoint',169312);
INSERT INTO artifact VALUES('5c6ee13054c0b18d5017aaa3ad0c4612fe867569e2a5205e069e3d7fe81c184b','checkpoint',169312);
INSERT INTO artifact VALUES('7c4c569874ebc9848bf1558e9e647290482c367085fa56a4389034ccc52415ef','checkpoint',169312);
INSERT INTO artifact VALUES('1249105d43174924408c9bbc942db27bd13d6bb798059e48f57bb0c9f381e362','checkpoint',169312);
INSERT INTO artifact VALUES('1ca52725ef7c67996bbf5a8f847f78ec1676df2db3ee445b32e1ecf49e6ab416','metrics',1334);
INSERT INTO artifact VALUES('78aa883db4615b4dd025f077633f2d2e65633552ce601c035f4461d9af516995','executable',7095608);
INSERT INTO artifact VALUES('fd9ac2b3d2a6461ab67df186acf8c80be68347dd029b047c89560814dd18c074','evaluation',117);
INSERT INTO artifact VALUES('7cf7d937e9a90a1e59f68818b25b8d835d25d531af52a3e954cfe8a39320f80b','executable',9135760);
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
INSERT INTO location VALUES('corpus.txt','b1dd6d1e7caf2e338ef94ac7084052338cbbd6e852acb970957e9522f475bfdc','b1dd6d1e7caf2e338ef94ac7084052338cbbd6e852acb970957e9522f475bfdc',5354,1795702478005753376,1795702478005753376,16319311,1795702478194063853,1795702478194063853,'present');
INSERT INTO location VALUES('tokenizer/vocab.json','1528f9d14b7323adad7b79af9b8b41495f50ecaebc45e392421b7ef05628d0c2','1528f9d14b7323adad7b79af9b8b41495f50ecaebc45e392421b7ef05628d0c2',3756,1795702478117657532,1795702478124214787,16319318,1795702478193676148,1795702478193676148,'present');
INSERT INTO location VALUES('tokenizer/merges.json','4cc3f6c8298b9fcf01073819f1cb533af4cc666eb6274d59c5b772c8f072142d','4cc3f6c8298b9fcf01073819f1cb533af4cc666eb6274d59c5b772c8f072142d',649,1795702478119232926,1795702478124214787,16319377,1795702478130779865,1795702478130779865,'present');
INSERT INTO location VALUES('tokenizer/merges.txt','9e766f1d84c4171047e15ab2c593fcaafe9768f0c89b8afe738c09e1f1144173','9e766f1d84c4171047e15ab2c593fcaafe9768f0c89b8afe738c09e1f1144173',228,1795702478119173972,1795702478124214787,16319322,1795702478130781958,1795702478130781958,'present');
INSERT INTO location VALUES('tokenizer/tokenizer.json','8926f8cbba249ae9f53cd32364228f9087e686af3c067840b47f7fcb5ce7b0ff','8926f8cbba249ae9f53cd32364228f9087e686af3c067840b47f7fcb5ce7b0ff',6292,1795702478119525650,1795702478124214787,16319323,1795702478130784071,1795702478130784071,'present');
INSERT INTO location VALUES('bin/bpe-train','8a8ff075101047fa6ac3717618e490a9ce83849e5364539feff1fc2545a9c74e','8a8ff075101047fa6ac3717618e490a9ce83849e5364539feff1fc2545a9c74e',6789080,1795702477958330845,1795702477958330845,16318511,1795702478051912141,1795702478051912141,'present');
INSERT INTO location VALUES('encoded/part-00000-of-00002.u16.zst','63b268045db1ff61485d7d8a26c74998dcc55286fbffbe2204caf8afd00c33dd','67f6a1b170e2cd975330f1b7b28e4c531a0a8e86410cbdcf856d893d868513e5',2793,1795702478243923110,1795702478243923110,16319525,1795702478304848128,1795702478304848128,'present');
INSERT INTO location VALUES('encoded/part-00001-of-00002.u16.zst','a109bac4e6a21c4818a321523490583be5a16923433fd0addbb452aa38c7e2cc','e92a0ff0907a145033013202ea5f70ccfc77b0f5ffe6174fd67592747506a6bf',2736,1795702478247313791,1795702478247313791,16319328,1795702478311154716,1795702478311154716,'present');
INSERT INTO location VALUES('bin/bpe-encode','73648ce0579c7d598349b85cd1e376a0ab0b1d4ef9a33844d29842874f263200','73648ce0579c7d598349b85cd1e376a0ab0b1d4ef9a33844d29842874f263200',6919688,1795702477972214791,1795702477972214791,16318512,1795702478200002075,1795702478200002075,'present');
INSERT INTO location VALUES('dataset/train-00000.u16.zst','ee67e7b6e23f4d813878128f3be34956e77090e104e3da3ff0ce2f5125bb5694','ee67e7b6e23f4d813878128f3be34956e77090e104e3da3ff0ce2f5125bb5694',3422,1795702478337071174,1795702478344214781,16319627,1795702478359311026,1795702478359311026,'present');
INSERT INTO location VALUES('dataset/valid-00000.u16.zst','ebebfdffddbb5d4a6805940755ecb6c3438b319c5b7d9d4bd4307166f92af900','ebebfdffddbb5d4a6805940755ecb6c3438b319c5b7d9d4bd4307166f92af900',965,1795702478337071174,1795702478344214781,16319626,1795702478359314551,1795702478359314551,'present');
INSERT INTO location VALUES('dataset/dataset.json','318ea1533369930630365e8bfc2b31f41d43e2b07a716fad8de922b65e685de3','fb292bc75a028254fd2e0d57ac29dcccd5d028f1bb2e1c3583da52f4c56970fb',1536,1795702478337857260,1795702478352214781,16318541,1795702478785384223,1795702478785384223,'present');
INSERT INTO location VALUES('bin/shard','60cfc0eec5e2f8ed07a72dcb283b45b6ad384b0a0eaa98b396ad9ef6664950be','60cfc0eec5e2f8ed07a72dcb283b45b6ad384b0a0eaa98b396ad9ef6664950be',6858528,1795702477978106790,1795702477978106790,16318538,1795702478319971970,1795702478319971970,'present');
INSERT INTO location VALUES('model/config.json','bd881810b394f18bead43bb660047f49c91520c0ac99a76b76eef2e07a2de22c','bd881810b394f18bead43bb660047f49c91520c0ac99a76b76eef2e07a2de22c',455,1795702478496619130,1795702478500214777,16319628,1795702478739525242,1795702478739525242,'present');
INSERT INTO location VALUES('model/step-00000001.safetensors','500b1a279466af6c442db1c26fdd36a6ee688829063db27422e8b60990e64485','500b1a279466af6c442db1c26fdd36a6ee688829063db27422e8b60990e64485',169312,1795702478527730687,1795702478528214777,16319630,1795702478535088776,1795702478695232446,'missing');
INSERT INTO location VALUES('model/step-00000002.safetensors','5c6ee13054c0b18d5017aaa3ad0c4612fe867569e2a5205e069e3d7fe81c184b','5c6ee13054c0b18d5017aaa3ad0c4612fe867569e2a5205e069e3d7fe81c184b',169312,1795702478583537129,1795702478583537129,16319526,1795702478739528637,1795702478739528637,'present');
INSERT INTO location VALUES('model/step-00000003.safetensors','7c4c569874ebc9848bf1558e9e647290482c367085fa56a4389034ccc52415ef','7c4c569874ebc9848bf1558e9e647290482c367085fa56a4389034ccc52415ef',169312,1795702478632440187,1795702478632440187,16319631,1795702478739531111,1795702478739531111,'present');
INSERT INTO location VALUES('model/step-00000004.safetensors','1249105d43174924408c9bbc942db27bd13d6bb798059e48f57bb0c9f381e362','1249105d43174924408c9bbc942db27bd13d6bb798059e48f57bb0c9f381e362',169312,1795702478683631200,1795702478684214773,16319632,1795702478784706398,1795702478784706398,'present');
INSERT INTO location VALUES('model/metrics.jsonl','1ca52725ef7c67996bbf5a8f847f78ec1676df2db3ee445b32e1ecf49e6ab416','1ca52725ef7c67996bbf5a8f847f78ec1676df2db3ee445b32e1ecf49e6ab416',1334,1795702478668214773,1795702478668214773,16319629,1795702478739534727,1795702478739534727,'present');
INSERT INTO location VALUES('bin/lm-train','78aa883db4615b4dd025f077633f2d2e65633552ce601c035f4461d9af516995','78aa883db4615b4dd025f077633f2d2e65633552ce601c035f4461d9af516995',7095608,1795702477992214790,1795702477992214790,16318757,1795702478451106022,1795702478451106022,'present');
INSERT INTO location VALUES('eval.json','fd9ac2b3d2a6461ab67df186acf8c80be68347dd029b047c89560814dd18c074','fd9ac2b3d2a6461ab67df186acf8c80be68347dd029b047c89560814dd18c074',117,1795702478823656496,1795702478824214769,16319634,1795702478831308000,1795702478831308000,'present');
INSERT INTO location VALUES('bin/lm-eval','7cf7d937e9a90a1e59f68818b25b8d835d25d531af52a3e954cfe8a39320f80b','7cf7d937e9a90a1e59f68818b25b8d835d25d531af52a3e954cfe8a39320f80b',9135760,1795702478000214790,1795702478000214790,16319080,1795702478791128037,1795702478791128037,'present');
CREATE TABLE io (
  -- What a run read and made.
  run          TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  direction    TEXT NOT NULL CHECK (direction IN ('in', 'out')),  -- in: read, out: made
  position     INTEGER NOT NULL,  -- order on the command line, or of making
  role         TEXT NOT NULL,     -- corpus, tokenizer, part, shard, dataset, checkpoint, metrics;
                                  -- pruned: a file of an earlier run, or a given one, removed on purpose
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
INSERT INTO io VALUES('01a21835-54e3-7bfe-a880-11711c3fa970','in',0,'corpus','corpus.txt','b1dd6d1e7caf2e338ef94ac7084052338cbbd6e852acb970957e9522f475bfdc','b1dd6d1e7caf2e338ef94ac7084052338cbbd6e852acb970957e9522f475bfdc',5354,1795702478005753376,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-54e3-7bfe-a880-11711c3fa970','out',0,'tokenizer','tokenizer/vocab.json','1528f9d14b7323adad7b79af9b8b41495f50ecaebc45e392421b7ef05628d0c2','1528f9d14b7323adad7b79af9b8b41495f50ecaebc45e392421b7ef05628d0c2',3756,1795702478117657532,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-54e3-7bfe-a880-11711c3fa970','out',1,'tokenizer','tokenizer/merges.json','4cc3f6c8298b9fcf01073819f1cb533af4cc666eb6274d59c5b772c8f072142d','4cc3f6c8298b9fcf01073819f1cb533af4cc666eb6274d59c5b772c8f072142d',649,1795702478119232926,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-54e3-7bfe-a880-11711c3fa970','out',2,'tokenizer','tokenizer/merges.txt','9e766f1d84c4171047e15ab2c593fcaafe9768f0c89b8afe738c09e1f1144173','9e766f1d84c4171047e15ab2c593fcaafe9768f0c89b8afe738c09e1f1144173',228,1795702478119173972,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-54e3-7bfe-a880-11711c3fa970','out',3,'tokenizer','tokenizer/tokenizer.json','8926f8cbba249ae9f53cd32364228f9087e686af3c067840b47f7fcb5ce7b0ff','8926f8cbba249ae9f53cd32364228f9087e686af3c067840b47f7fcb5ce7b0ff',6292,1795702478119525650,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-5577-7af2-b0d7-481f4cf7cd45','in',0,'tokenizer','tokenizer/vocab.json','66f04ad1de91986fb83ad44aafdd5c1d34700128e7a76005b0de4e8901e66ac9','1528f9d14b7323adad7b79af9b8b41495f50ecaebc45e392421b7ef05628d0c2',3756,1795702478117657532,1,1,0,1,'01a21835-54e3-7bfe-a880-11711c3fa970');
INSERT INTO io VALUES('01a21835-5577-7af2-b0d7-481f4cf7cd45','in',1,'corpus','corpus.txt','b1dd6d1e7caf2e338ef94ac7084052338cbbd6e852acb970957e9522f475bfdc','b1dd6d1e7caf2e338ef94ac7084052338cbbd6e852acb970957e9522f475bfdc',5354,1795702478005753376,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-5577-7af2-b0d7-481f4cf7cd45','out',0,'part','encoded/part-00000-of-00002.u16.zst','63b268045db1ff61485d7d8a26c74998dcc55286fbffbe2204caf8afd00c33dd','67f6a1b170e2cd975330f1b7b28e4c531a0a8e86410cbdcf856d893d868513e5',2793,1795702478243923110,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-5577-7af2-b0d7-481f4cf7cd45','out',1,'part','encoded/part-00001-of-00002.u16.zst','a109bac4e6a21c4818a321523490583be5a16923433fd0addbb452aa38c7e2cc','e92a0ff0907a145033013202ea5f70ccfc77b0f5ffe6174fd67592747506a6bf',2736,1795702478247313791,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-55ef-76ea-a27c-26a9d7269496','in',0,'part','encoded/part-00000-of-00002.u16.zst','63b268045db1ff61485d7d8a26c74998dcc55286fbffbe2204caf8afd00c33dd','67f6a1b170e2cd975330f1b7b28e4c531a0a8e86410cbdcf856d893d868513e5',2793,1795702478243923110,1,1,0,1,'01a21835-5577-7af2-b0d7-481f4cf7cd45');
INSERT INTO io VALUES('01a21835-55ef-76ea-a27c-26a9d7269496','in',1,'part','encoded/part-00001-of-00002.u16.zst','a109bac4e6a21c4818a321523490583be5a16923433fd0addbb452aa38c7e2cc','e92a0ff0907a145033013202ea5f70ccfc77b0f5ffe6174fd67592747506a6bf',2736,1795702478247313791,1,1,0,1,'01a21835-5577-7af2-b0d7-481f4cf7cd45');
INSERT INTO io VALUES('01a21835-55ef-76ea-a27c-26a9d7269496','out',0,'shard','dataset/train-00000.u16.zst','ee67e7b6e23f4d813878128f3be34956e77090e104e3da3ff0ce2f5125bb5694','ee67e7b6e23f4d813878128f3be34956e77090e104e3da3ff0ce2f5125bb5694',3422,1795702478337071174,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-55ef-76ea-a27c-26a9d7269496','out',1,'shard','dataset/valid-00000.u16.zst','ebebfdffddbb5d4a6805940755ecb6c3438b319c5b7d9d4bd4307166f92af900','ebebfdffddbb5d4a6805940755ecb6c3438b319c5b7d9d4bd4307166f92af900',965,1795702478337071174,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-55ef-76ea-a27c-26a9d7269496','out',2,'dataset','dataset/dataset.json','318ea1533369930630365e8bfc2b31f41d43e2b07a716fad8de922b65e685de3','fb292bc75a028254fd2e0d57ac29dcccd5d028f1bb2e1c3583da52f4c56970fb',1536,1795702478337857260,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e','in',0,'dataset','dataset/dataset.json','fb292bc75a028254fd2e0d57ac29dcccd5d028f1bb2e1c3583da52f4c56970fb','fb292bc75a028254fd2e0d57ac29dcccd5d028f1bb2e1c3583da52f4c56970fb',1536,1795702478337857260,1,1,0,1,'01a21835-55ef-76ea-a27c-26a9d7269496');
INSERT INTO io VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e','out',0,'config','model/config.json','bd881810b394f18bead43bb660047f49c91520c0ac99a76b76eef2e07a2de22c','bd881810b394f18bead43bb660047f49c91520c0ac99a76b76eef2e07a2de22c',455,1795702478496619130,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e','out',1,'checkpoint','model/step-00000001.safetensors','500b1a279466af6c442db1c26fdd36a6ee688829063db27422e8b60990e64485','500b1a279466af6c442db1c26fdd36a6ee688829063db27422e8b60990e64485',169312,1795702478527730687,0,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e','out',2,'checkpoint','model/step-00000002.safetensors','5c6ee13054c0b18d5017aaa3ad0c4612fe867569e2a5205e069e3d7fe81c184b','5c6ee13054c0b18d5017aaa3ad0c4612fe867569e2a5205e069e3d7fe81c184b',169312,1795702478583537129,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e','out',3,'checkpoint','model/step-00000003.safetensors','7c4c569874ebc9848bf1558e9e647290482c367085fa56a4389034ccc52415ef','7c4c569874ebc9848bf1558e9e647290482c367085fa56a4389034ccc52415ef',169312,1795702478632440187,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e','out',4,'checkpoint','model/step-00000004.safetensors','1249105d43174924408c9bbc942db27bd13d6bb798059e48f57bb0c9f381e362','1249105d43174924408c9bbc942db27bd13d6bb798059e48f57bb0c9f381e362',169312,1795702478683631200,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e','out',5,'metrics','model/metrics.jsonl','1ca52725ef7c67996bbf5a8f847f78ec1676df2db3ee445b32e1ecf49e6ab416','1ca52725ef7c67996bbf5a8f847f78ec1676df2db3ee445b32e1ecf49e6ab416',1334,1795702478668214773,1,1,0,1,NULL);
INSERT INTO io VALUES('01a21835-57c2-754f-bf61-ebe46b5d0e7b','in',0,'checkpoint','model/step-00000004.safetensors','1249105d43174924408c9bbc942db27bd13d6bb798059e48f57bb0c9f381e362','1249105d43174924408c9bbc942db27bd13d6bb798059e48f57bb0c9f381e362',169312,1795702478683631200,1,1,0,1,'01a21835-566f-7042-9ea7-fdfd89735e6e');
INSERT INTO io VALUES('01a21835-57c2-754f-bf61-ebe46b5d0e7b','in',1,'dataset','dataset/dataset.json','fb292bc75a028254fd2e0d57ac29dcccd5d028f1bb2e1c3583da52f4c56970fb','fb292bc75a028254fd2e0d57ac29dcccd5d028f1bb2e1c3583da52f4c56970fb',1536,1795702478337857260,1,1,0,1,'01a21835-55ef-76ea-a27c-26a9d7269496');
INSERT INTO io VALUES('01a21835-57c2-754f-bf61-ebe46b5d0e7b','out',0,'evaluation','eval.json','fd9ac2b3d2a6461ab67df186acf8c80be68347dd029b047c89560814dd18c074','fd9ac2b3d2a6461ab67df186acf8c80be68347dd029b047c89560814dd18c074',117,1795702478823656496,1,1,0,1,NULL);
CREATE TABLE metric (
  -- Summary values of a run; the full course of a training is in its metrics.jsonl.
  run    TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,  -- whose value it is
  step   INTEGER,        -- NULL: of the whole run
  name   TEXT NOT NULL,  -- loss, valid_loss, perplexity, tokens_per_second, memory.peak_bytes
  value  REAL            -- NULL: not a number
) STRICT;
INSERT INTO metric VALUES('01a21835-54e3-7bfe-a880-11711c3fa970',NULL,'memory.peak_bytes',22159360.0);
INSERT INTO metric VALUES('01a21835-5577-7af2-b0d7-481f4cf7cd45',NULL,'memory.peak_bytes',20762624.0);
INSERT INTO metric VALUES('01a21835-55ef-76ea-a27c-26a9d7269496',NULL,'memory.peak_bytes',20770816.0);
INSERT INTO metric VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e',4,'first_loss',5.777553260326385498);
INSERT INTO metric VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e',4,'loss',5.7053160667419433593);
INSERT INTO metric VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e',4,'valid_loss',5.725070478446991018);
INSERT INTO metric VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e',4,'seconds',0.22762087000000000291);
INSERT INTO metric VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e',4,'tokens_per_second',9895.9877568076462924);
INSERT INTO metric VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e',NULL,'memory.peak_bytes',23990272.0);
INSERT INTO metric VALUES('01a21835-57c2-754f-bf61-ebe46b5d0e7b',NULL,'tokens_per_second',74384.824061967039598);
INSERT INTO metric VALUES('01a21835-57c2-754f-bf61-ebe46b5d0e7b',4,'loss',5.725070478446991018);
INSERT INTO metric VALUES('01a21835-57c2-754f-bf61-ebe46b5d0e7b',4,'perplexity',306.45486294508219771);
INSERT INTO metric VALUES('01a21835-57c2-754f-bf61-ebe46b5d0e7b',NULL,'memory.peak_bytes',24166400.0);
CREATE TABLE receipt (
  -- The receipts that are in this database.
  run     TEXT PRIMARY KEY NOT NULL REFERENCES run (id) ON DELETE CASCADE,  -- the run it tells of
  path    TEXT NOT NULL,  -- receipts/<yyyymm>/<run>.json
  digest  TEXT NOT NULL   -- SHA-256 of the receipt as it was read
) STRICT;
INSERT INTO receipt VALUES('01a21835-54e3-7bfe-a880-11711c3fa970','receipts/202611/01a21835-54e3-7bfe-a880-11711c3fa970.json','7f9b98950d0b1c1a4822481f002243dbef95348b9eeb461fe30bdfc2c7016111');
INSERT INTO receipt VALUES('01a21835-5577-7af2-b0d7-481f4cf7cd45','receipts/202611/01a21835-5577-7af2-b0d7-481f4cf7cd45.json','6799d8dfbd6fbd353c65e968583d5751817c33003150ece77731ab765a3310c0');
INSERT INTO receipt VALUES('01a21835-55ef-76ea-a27c-26a9d7269496','receipts/202611/01a21835-55ef-76ea-a27c-26a9d7269496.json','effacc90060c356a15eaff4f5b2ea05c125bc69caf3c2a6b4327e1acb7edb2ce');
INSERT INTO receipt VALUES('01a21835-566f-7042-9ea7-fdfd89735e6e','receipts/202611/01a21835-566f-7042-9ea7-fdfd89735e6e.json','a07076be1025790e5f3487e62dbe554fcfff31949ba4ae297d3d008fe29df961');
INSERT INTO receipt VALUES('01a21835-57c2-754f-bf61-ebe46b5d0e7b','receipts/202611/01a21835-57c2-754f-bf61-ebe46b5d0e7b.json','3e1f9fb3eb523c01feeac1e41efb2ed621aa27d3c0af94af9e4c4fea3aeea78c');
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
    AND io.role <> 'pruned'
  GROUP BY io.role ORDER BY min(io.position))), 'nothing') || ' → '
    || coalesce(
      (SELECT group_concat(path || CASE count WHEN 1 THEN '' ELSE ' (+' || (count - 1) || ')' END, ' + ') FROM (
  SELECT max(io.path) AS path, count(*) AS count
  FROM io LEFT JOIN artifact ON artifact.digest = io.artifact
  WHERE io.run = run.id AND io.direction = 'out' AND io.kept = 1
    AND io.role <> 'pruned'
  GROUP BY artifact.kind ORDER BY min(io.position))),
      (SELECT group_concat(path || CASE count WHEN 1 THEN '' ELSE ' (+' || (count - 1) || ')' END, ' + ') FROM (
  SELECT max(io.path) AS path, count(*) AS count
  FROM io LEFT JOIN artifact ON artifact.digest = io.artifact
  WHERE io.run = run.id AND io.direction = 'out' AND io.kept = 0
    AND io.role <> 'pruned'
  GROUP BY artifact.kind ORDER BY min(io.position))) || ', removed',
      'standard output')
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
CREATE VIEW stale_run AS
  -- Runs whose inputs have changed since, and those that read what such a run made: the makers of what lies here,
  -- and all before them, whose outputs may have been removed.
  WITH RECURSIVE
    told (run) AS (
      SELECT run FROM made WHERE run IS NOT NULL AND state = 'present'
      UNION
      SELECT io.maker FROM told JOIN io ON io.run = told.run AND io.direction = 'in' WHERE io.maker IS NOT NULL
    ),
    -- The runs whose own inputs have changed.
    changed AS MATERIALIZED (
      SELECT io.run, min(io.path) AS path
        FROM told JOIN io ON io.run = told.run JOIN location ON location.path = io.path
        WHERE io.direction = 'in' AND io.in_key = 1 AND location.state = 'present'
          AND io.artifact <> location.artifact AND coalesce(io.file, '') <> location.file
        GROUP BY io.run
    ),
    -- And those that read what such a run made, and so on.
    reach (run, depth) AS (
      SELECT run, 0 FROM changed
      UNION
      SELECT io.run, reach.depth + 1 FROM reach JOIN io ON io.maker = reach.run
        WHERE reach.depth < 100 AND +io.run IN (SELECT run FROM told)
    ),
    first AS MATERIALIZED (SELECT run, min(depth) AS depth FROM reach GROUP BY run),
    cause AS MATERIALIZED (
      SELECT io.run, min(io.path) AS path FROM first JOIN io ON io.maker = first.run GROUP BY io.run
    )
  SELECT
    first.run,
    first.depth,  -- 0: its inputs have changed, 1: it read what a run of depth 0 made, ...
    coalesce(changed.path || ' has changed', cause.path || ' is stale') AS because
  FROM first LEFT JOIN changed ON changed.run = first.run LEFT JOIN cause ON cause.run = first.run
;
CREATE VIEW stale AS
  -- Files made from inputs that have changed since; those closest to a change first.
  -- It knows what was last looked at: `manifest stale` looks at the files first.
  WITH
    here AS MATERIALIZED (SELECT path, run FROM made WHERE run IS NOT NULL AND state = 'present'),
    late AS MATERIALIZED (SELECT run, depth, because FROM stale_run)
  SELECT
    here.path,
    late.depth,                      -- 0: made from what has changed, 1: made from something of depth 0, ...
    run.stage AS made_by,            -- the tool to run again
    substr(run.id, 1, 13) AS run,    -- the run that made it
    late.because
  FROM here JOIN late ON late.run = here.run JOIN run ON run.id = here.run
  ORDER BY late.depth, here.path
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
      WHERE later.stage = this.stage AND later.part IS this.part
      -- A removal completes those before it, whatever it removes.
      AND (later.targets = this.targets OR this.stage = 'manifest clean')
        AND later.status = 'ok' AND later.id > this.id)
  ORDER BY id
;
COMMIT;
