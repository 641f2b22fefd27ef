/// The view `lineage`: the runs behind what lies here as a tree of lines.
///
/// The tree hangs every run under the deepest of the runs that fed it, so that a corpus feeding two stages does not
/// tear the story apart; all inputs are named in the line itself. Where a condition has a `+`, it keeps SQLite from
/// walking the list in the condition instead of the index `io_by_maker`: thousands of runs then take a fraction of a
/// second.
enum LineageView {
  static let sql = """
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
        || coalesce(\(files(direction: "in", groupedBy: "io.role", named: "min")), 'nothing') || ' → '
        || coalesce(
          \(files(direction: "out", groupedBy: "artifact.kind", named: "max")),
          \(files(direction: "out", groupedBy: "artifact.kind", named: "max", kept: false)) || ', removed',
          'standard output')
        || ' [' || CASE run.status WHEN 'ok' THEN '' ELSE run.status || ', ' END
        || substr(run.started, 1, 10) || ' ' || substr(run.started, 12, 5)
        || coalesce(', ' || \(Views.duration), '') || ', run ' || substr(run.id, 1, 13) || ']'
        AS story  -- tool: what it read → what it made [when, how long, run]
      FROM tree JOIN run ON run.id = tree.run
      ORDER BY tree.place
    """

  /// The files of a run on one side as `a + b (+3)`: one name for each group, the first or last in the alphabet (of
  /// checkpoints the last), and how many more there are.
  private static func files(
    direction: String, groupedBy column: String, named choice: String, kept: Bool = true
  ) -> String {
    """
    (SELECT group_concat(path || CASE count WHEN 1 THEN '' ELSE ' (+' || (count - 1) || ')' END, ' + ') FROM (
      SELECT \(choice)(io.path) AS path, count(*) AS count
      FROM io LEFT JOIN artifact ON artifact.digest = io.artifact
      WHERE io.run = run.id AND io.direction = '\(direction)' AND io.kept = \(kept ? 1 : 0)
        AND io.role <> '\(Ingest.prunedRole)'
      GROUP BY \(column) ORDER BY min(io.position)))
    """
  }
}
