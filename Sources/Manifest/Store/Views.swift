/// The views of manifest.db, made to be read in the sqlite3 shell: `select * from runs`, `artifacts`, `lineage`,
/// `stale`, `unfinished`. `made` and `link` carry the others.
enum Views {
  static let all = [made, link, runs, artifacts, lineage, stale, unfinished]

  static let made = """
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
    """

  static let link = """
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
    """

  static let runs = """
    CREATE VIEW runs AS
      -- Every run, the latest last.
      SELECT
        substr(id, 1, 13) AS run,
        substr(started, 1, 10) || ' ' || substr(started, 12, 8) AS started,
        stage,
        status,
        \(duration) AS took,
        reason,
        coalesce(error, because) AS remark
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
          ELSE 'present' END AS state,
        coalesce(artifact.kind, 'given') AS kind,
        \(size("location.bytes")) AS size,
        coalesce(run.stage, '') AS made_by,
        coalesce(substr(run.id, 1, 13), '') AS run,
        substr(location.artifact, 1, 12) AS digest
      FROM location
        JOIN artifact ON artifact.digest = location.artifact
        JOIN made ON made.path = location.path
        LEFT JOIN run ON run.id = made.run
      WHERE artifact.kind IS NOT 'executable'
      ORDER BY location.path
    """

  /// The tree hangs every run under the deepest of the runs that fed it, so that a corpus feeding two stages does not
  /// tear the story apart; all inputs are named in the line itself.
  static let lineage = """
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
          SELECT run, parent, run = max(run) OVER (PARTITION BY parent) AS is_last FROM (
            SELECT
              edge.consumer AS run, edge.producer AS parent,
              row_number() OVER (
                PARTITION BY edge.consumer ORDER BY deepest.depth DESC, edge.producer DESC) AS place
            FROM edge JOIN deepest ON deepest.run = edge.producer)
          WHERE place = 1 AND run IN (SELECT run FROM current)
        ),
        tree (run, head, tail, place) AS (
          SELECT run, '', '', run FROM current WHERE run NOT IN (SELECT run FROM parent)
          UNION ALL
          SELECT
            parent.run,
            tree.tail || CASE WHEN is_last THEN '└─ ' ELSE '├─ ' END,
            tree.tail || CASE WHEN is_last THEN '   ' ELSE '│  ' END,
            tree.place || '/' || parent.run
          FROM tree JOIN parent ON parent.parent = tree.run
        )
      SELECT
        tree.head || run.stage || ': '
        || coalesce(\(files(direction: "in", groupedBy: "io.role", named: "min")), 'nothing') || ' → '
        || coalesce(\(files(direction: "out", groupedBy: "artifact.kind", named: "max")), 'standard output')
        || ' [' || CASE run.status WHEN 'ok' THEN '' ELSE run.status || ', ' END
        || substr(run.started, 1, 10) || ' ' || substr(run.started, 12, 5)
        || coalesce(', ' || \(duration), '') || ', run ' || substr(run.id, 1, 13) || ']' AS story
      FROM tree JOIN run ON run.id = tree.run
      ORDER BY tree.place
    """

  static let stale = """
    CREATE VIEW stale AS
      -- Files made from inputs that have changed since; depth 0 first, then what depends on those.
      -- It knows what was last looked at: `manifest stale` looks at the files first.
      WITH RECURSIVE
        here AS MATERIALIZED (SELECT path, run FROM made WHERE run IS NOT NULL AND state = 'present'),
        current AS MATERIALIZED (SELECT DISTINCT run FROM here),
        edge AS MATERIALIZED (
          SELECT consumer, producer, min(path) AS path FROM link
            WHERE consumer IN (SELECT run FROM current) GROUP BY consumer, producer
        ),
        changed AS MATERIALIZED (
          SELECT io.run, min(io.path) AS path
            FROM io JOIN location ON location.path = io.path
            WHERE io.direction = 'in' AND io.in_key = 1 AND location.state = 'present'
              AND io.artifact <> location.artifact AND coalesce(io.file, '') <> location.file
              AND io.run IN (SELECT run FROM current)
            GROUP BY io.run
        ),
        reach (run, depth) AS (
          SELECT run, 0 FROM changed
          UNION
          SELECT edge.consumer, reach.depth + 1 FROM reach JOIN edge ON edge.producer = reach.run
            WHERE reach.depth < 100
        ),
        first AS MATERIALIZED (SELECT run, min(depth) AS depth FROM reach GROUP BY run)
      SELECT
        here.path, first.depth, run.stage AS made_by, substr(run.id, 1, 13) AS run,
        coalesce(
          (SELECT changed.path || ' has changed' FROM changed WHERE changed.run = first.run),
          (SELECT min(edge.path) || ' is stale' FROM edge JOIN first AS before ON before.run = edge.producer
            WHERE edge.consumer = first.run)) AS because
      FROM first JOIN here ON here.run = first.run JOIN run ON run.id = first.run
      ORDER BY first.depth, here.path
    """

  static let unfinished = """
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
    """

  // MARK: Pieces

  private static let duration = """
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

  /// The files of a run on one side as `a + b (+3)`: one name for each group, the first or last in the alphabet (of
  /// checkpoints the last), and how many more there are.
  private static func files(direction: String, groupedBy column: String, named choice: String) -> String {
    """
    (SELECT group_concat(path || CASE count WHEN 1 THEN '' ELSE ' (+' || (count - 1) || ')' END, ' + ') FROM (
      SELECT \(choice)(io.path) AS path, count(*) AS count
      FROM io LEFT JOIN artifact ON artifact.digest = io.artifact
      WHERE io.run = run.id AND io.direction = '\(direction)' AND io.kept = 1
      GROUP BY \(column) ORDER BY min(io.position)))
    """
  }
}
