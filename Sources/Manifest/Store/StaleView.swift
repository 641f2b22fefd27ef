/// The view `stale`: what a change has made out of date, and how far from the change it is.
enum StaleView {
  static let sql = """
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
    """
}
