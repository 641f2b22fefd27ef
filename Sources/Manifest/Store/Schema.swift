/// The tables of manifest.db. `.schema` in the sqlite3 shell shows these texts with their comments.
///
/// Digests are SHA-256 in lower-case hexadecimal. Times are UTC, as `2026-11-21T08:12:03.123Z`. Paths are relative to
/// the folder of manifest.db when inside it, or else absolute.
enum Schema {
  /// The version this Letterpress writes, kept in `PRAGMA user_version`.
  static let version = 5
  /// `LtPr`: tells a manifest from any other SQLite file (`PRAGMA application_id`).
  static let applicationID: Int64 = 0x4C74_5072

  static let run = """
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
      device        TEXT,              -- the accelerator that computed it; NULL for the machine's cores, and so are:
      devices       INTEGER,           -- how many of them shared the work
      precision     TEXT,              -- what matrix products were computed in: fp32, bf16
      plugin        TEXT,              -- the path of the plugin's library
      plugin_version    TEXT,          -- the version of the interface (PJRT) that the plugin offers
      platform          TEXT,          -- what the plugin calls its platform: cuda
      platform_version  TEXT,          -- and what it says of that one's versions
      ranks         INTEGER,           -- processes that computed it together; NULL for one alone, and so are:
      rank_hosts    TEXT,              -- the machine of each, a JSON array
      launcher      TEXT,              -- what started them
      messages      TEXT,              -- the library that carried their messages
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
    ) STRICT
    """

  static let artifact = """
    CREATE TABLE artifact (
      -- A content, wherever it lies.
      digest  TEXT PRIMARY KEY NOT NULL,  -- its identity: SHA-256 of the file, or of the tokens of a token shard
      kind    TEXT,                       -- what it is; NULL while only read, never made, by a stage
      bytes   INTEGER NOT NULL            -- size of the file it was first seen in
    ) STRICT
    """

  static let location = """
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
    ) STRICT
    """

  static let io = """
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
    ) STRICT
    """

  static let metric = """
    CREATE TABLE metric (
      -- Summary values of a run; the full course of a training is in its metrics.jsonl.
      run    TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,  -- whose value it is
      step   INTEGER,        -- NULL: of the whole run
      name   TEXT NOT NULL,  -- loss, valid_loss, perplexity, tokens_per_second, memory.peak_bytes
      value  REAL            -- NULL: not a number
    ) STRICT
    """

  static let receipt = """
    CREATE TABLE receipt (
      -- The receipts that are in this database.
      run     TEXT PRIMARY KEY NOT NULL REFERENCES run (id) ON DELETE CASCADE,  -- the run it tells of
      path    TEXT NOT NULL,  -- receipts/<yyyymm>/<run>.json
      digest  TEXT NOT NULL   -- SHA-256 of the receipt as it was read
    ) STRICT
    """

  static let statCache = """
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
    ) STRICT
    """

  static let indexes = [
    "CREATE INDEX run_by_stage ON run (stage, id)",
    "CREATE INDEX run_at_work ON run (id) WHERE status = 'running'",
    "CREATE INDEX io_by_path ON io (path, run)",
    "CREATE INDEX io_by_artifact ON io (artifact)",
    "CREATE INDEX io_by_file ON io (file)",
    "CREATE INDEX io_made_here ON io (path, file, ok, run) WHERE direction = 'out'",
    "CREATE INDEX io_made_here_alike ON io (path, artifact, ok, run) WHERE direction = 'out'",
    "CREATE INDEX io_made ON io (file, ok, run) WHERE direction = 'out'",
    "CREATE INDEX io_made_alike ON io (artifact, ok, run) WHERE direction = 'out'",
    "CREATE INDEX io_by_maker ON io (maker, run) WHERE maker IS NOT NULL",
    "CREATE INDEX io_hashed ON io (path, bytes, modified_ns, run) WHERE assumed = 0 AND artifact IS NOT NULL",
    "CREATE INDEX io_assumed ON io (path) WHERE assumed = 1",
    "CREATE INDEX location_by_artifact ON location (artifact)",
    "CREATE INDEX location_by_file ON location (file)",
    "CREATE INDEX metric_by_run ON metric (run, name, step)",
  ]

  /// Their names.
  static let indexNames = indexes.map { $0.split(separator: " ")[2] }

  /// Everything, in the order in which it must be made.
  static let statements =
    [run, artifact, location, io, metric, receipt, statCache] + indexes + Views.all
}
