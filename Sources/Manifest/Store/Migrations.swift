import SQLite

/// Brings a database to this version's schema.
///
/// The database is an index of the receipts: a migration makes room for what the new version knows and keeps the rows.
/// From version 1 it also forgets which receipts it has read, so that the next reading fills in what that version did
/// not know.
enum Migrations {
  /// Makes or migrates the schema where needed; returns whether the database was empty before.
  /// - Throws: `ManifestError` with `.newerVersion` or `.foreign`, or what SQLite reports.
  static func migrate(_ database: Database, path: String) throws -> Bool {
    // The usual case takes no lock beyond a read.
    if try database.read({ try check($0, path: path) }) == Schema.version { return false }
    return try database.write { db in
      // Another process may have done it meanwhile.
      let found = try check(db, path: path)
      guard found < Schema.version else { return false }
      for statement in found == 0 ? Schema.statements : statements(from: found) { try db.execute(statement) }
      try db.execute("PRAGMA application_id = \(Schema.applicationID)")
      try db.execute("PRAGMA user_version = \(Schema.version)")
      return found == 0
    }
  }

  /// The version of the database's schema, 0 where it is empty.
  static func check(_ db: Database, path: String) throws -> Int {
    let version: Int = try db.value("PRAGMA user_version") ?? 0
    let application: Int64 = try db.value("PRAGMA application_id") ?? 0
    let objects: Int = try db.value("SELECT count(*) FROM sqlite_master") ?? 0
    if version == 0, application == 0, objects == 0 { return 0 }
    guard application == Schema.applicationID, version > 0 else { throw ManifestError.database(path: path, .foreign) }
    guard version <= Schema.version else {
      throw ManifestError.database(path: path, .newerVersion(found: version, supported: Schema.version))
    }
    return version
  }

  /// Makes every table anew, so that `.schema` shows the same text as in a new database, and keeps the rows.
  ///
  /// Version 2: inputs know their producer and the size and time of what was read; runs may have a note. Version 3: runs
  /// know the namespace of their process id. Version 4: runs know their working directory, and the views know of files
  /// that `manifest clean` removed. Version 5: runs know the accelerator, or the
  /// ranks, that computed them.
  private static func statements(from version: Int) -> [String] {
    var statements: [String] = []
    for view in ["made", "link", "runs", "artifacts", "lineage", "stale", "stale_run", "unfinished"] {
      statements.append("DROP VIEW IF EXISTS \(view)")
    }
    // Those that refer to others first.
    let tables = ["io", "metric", "receipt", "location", "artifact", "run", "stat_cache"]
    for table in tables {
      statements.append("CREATE TEMP TABLE old_\(table) AS SELECT * FROM main.\(table)")
      statements.append("DROP TABLE main.\(table)")
    }
    statements += Schema.statements
    statements.append("INSERT INTO run (\(runColumns)) SELECT \(runColumns) FROM old_run")
    for table in ["artifact", "location", "metric", "stat_cache"] {
      statements.append("INSERT INTO \(table) SELECT * FROM old_\(table)")
    }
    statements += version == 1 ? inputsOfVersion1 : inputsOfVersion2
    if version >= 3 { statements.append(kept("pid_namespace")) }
    if version >= 4 { statements.append(kept("directory")) }
    for table in tables { statements.append("DROP TABLE old_\(table)") }
    return statements
  }

  /// The columns of `run` in version 1.
  private static let runColumns = """
    id, stage, status, key, semantics, config, seed, reason, because, targets, argv, tool_version, tool_digest, host,
    boot, pid, pid_started, engine, job, part, parts, continues, started, ended, exit_code, error
    """

  private static let inputsOfVersion1 = [
    """
    INSERT INTO io (run, direction, position, role, path, artifact, file, kept, in_key, assumed, ok)
    SELECT old_io.run, direction, position, role, path, artifact, file, kept, in_key,
      direction = 'in' AND artifact IS NULL AND path <> '-', run.status = 'ok'
    FROM old_io JOIN run ON run.id = old_io.run
    """,
    "UPDATE io SET maker = \(ProducerLinks.producer) WHERE direction = 'in'",
  ]

  /// A column that `run` has since a later version.
  private static func kept(_ column: String) -> String {
    "UPDATE run SET \(column) = (SELECT \(column) FROM old_run WHERE old_run.id = run.id)"
  }

  private static let inputsOfVersion2 = [
    kept("note"), "INSERT INTO io SELECT * FROM old_io", "INSERT INTO receipt SELECT * FROM old_receipt",
  ]
}
