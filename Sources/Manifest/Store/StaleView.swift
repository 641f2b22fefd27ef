/// The views `stale` and `stale_run`: what a change has made out of date, and how far from the change it is.
enum StaleView {
  static let all = [runs, files]

  private static let runs = """
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
    """

  private static let files = """
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
    """
}
