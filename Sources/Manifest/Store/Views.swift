/// The views of manifest.db, made to be read in the sqlite3 shell: `select * from runs`, `artifacts`, `lineage`,
/// `stale`, `unfinished`. `made`, `link` and `stale_run` carry the others.
enum Views {
  static let all = [made, link, runs, artifacts, LineageView.sql] + StaleView.all + [unfinished]

  static let made = """
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
    """

  static let link = """
    CREATE VIEW link AS
      -- Which run made what another run read: the arrows of the lineage.
      SELECT
        run AS consumer,    -- the run that read
        maker AS producer,  -- the run that made it
        role,               -- what it was read as
        path,               -- where it was read
        artifact            -- the content's identity
      FROM io WHERE maker IS NOT NULL
    """

  static let runs = """
    CREATE VIEW runs AS
      -- Every run, the latest last.
      SELECT
        substr(id, 1, 13) AS run,  -- the beginning of the id, enough for `manifest log RUN`
        substr(started, 1, 10) || ' ' || substr(started, 12, 8) AS started,  -- UTC
        stage,                     -- the tool
        status,                    -- ok, failed, interrupted, running, lost
        \(duration) AS took,
        (SELECT path || CASE more WHEN 0 THEN '' ELSE ' (+' || more || ')' END FROM (
          SELECT path, max(position), count(*) - 1 AS more FROM io
            WHERE io.run = run.id AND io.direction = 'out' AND io.kept = 1))
          AS made,                 -- its last output, and how many more there are
        (SELECT printf('%.4f', value) FROM metric
          WHERE metric.run = run.id AND name IN ('valid_loss', 'loss') ORDER BY name DESC LIMIT 1)
          AS loss,                 -- of a training or evaluation, of validation if there is one
        CASE devices WHEN 1 THEN '' ELSE devices || ' × ' END || device || ', ' || precision
          AS device,               -- the accelerator that computed it; NULL for the machine's cores
        ranks,                     -- processes that computed it together; NULL for one alone
        reason,                    -- why it ran, as a code
        coalesce(error, because) AS remark,  -- the error, or why it ran in words
        note                       -- words that a person left about it
      FROM run ORDER BY id
    """

  static let artifacts = """
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
        \(size("location.bytes")) AS size,
        coalesce(run.stage, '') AS made_by,      -- the tool that made it
        coalesce(substr(run.id, 1, 13), '') AS run,
        substr(location.artifact, 1, 12) AS digest  -- the beginning of its SHA-256
      FROM location
        JOIN artifact ON artifact.digest = location.artifact
        JOIN made ON made.path = location.path
        LEFT JOIN run ON run.id = made.run
      WHERE artifact.kind IS NOT 'executable'
      ORDER BY location.path
    """

  static let unfinished = """
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
          AND (later.targets = this.targets OR this.stage = '\(RemovalRecord.clean)')
            AND later.status = 'ok' AND later.id > this.id)
      ORDER BY id
    """

  // MARK: Pieces

  /// How long the row of `run` took, as `0.42 s` or `4 min 05 s`.
  static let duration = """
    CASE
      WHEN ended IS NULL THEN NULL
      WHEN julianday(ended) - julianday(started) < 1.0 / 1440
        THEN printf('%.2f s', max(0, (julianday(ended) - julianday(started)) * 86400))
      ELSE printf('%d min %02d s',
        CAST(round((julianday(ended) - julianday(started)) * 86400) AS INTEGER) / 60,
        CAST(round((julianday(ended) - julianday(started)) * 86400) AS INTEGER) % 60) END
    """

  private static func size(_ column: String) -> String {
    """
    CASE
      WHEN \(column) < 1000 THEN \(column) || ' B'
      WHEN \(column) < 999500 THEN printf('%.3g kB', \(column) / 1e3)
      WHEN \(column) < 999500000 THEN printf('%.3g MB', \(column) / 1e6)
      ELSE printf('%.2f GB', \(column) / 1e9) END
    """
  }
}
