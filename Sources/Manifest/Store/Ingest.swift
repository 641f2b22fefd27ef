import Formats
import SQLite

/// Puts receipts into the database. Doing it twice, or in another order, gives the same rows.
enum Ingest {
  /// Replaces all rows of the receipt's run by what the receipt says.
  static func ingest(_ receipt: ReceiptFolder.StoredReceipt, into db: Database) throws {
    let run = receipt.run
    let before: [String] = try db.values("SELECT artifact FROM io WHERE run = ? AND artifact IS NOT NULL", [run.id])
    var links = ProducerLinks()
    try links.note(run.id, db)
    try db.run("DELETE FROM run WHERE id = ?", [run.id])
    try insertAll(of: receipt, into: db)
    for file in run.inputs + run.outputs { try settleIdentity(of: file.path, in: db) }
    try links.note(run.id, db)
    try links.settle(run.id, db)
    try removeOrphans(among: before, from: db)
  }

  /// Puts many receipts into a database that has none: the rows first, then indexes and links at once.
  static func fill(_ receipts: [ReceiptFolder.StoredReceipt], into db: Database) throws {
    for name in Schema.indexNames { try db.execute("DROP INDEX \(name)") }
    for receipt in receipts { try insertAll(of: receipt, into: db) }
    for statement in Schema.indexes { try db.execute(statement) }
    let paths: [String] = try db.values("SELECT path FROM location")
    for path in paths { try settleIdentity(of: path, in: db) }
    try ProducerLinks.settleAll(db)
  }

  private static func insertAll(of receipt: ReceiptFolder.StoredReceipt, into db: Database) throws {
    let run = receipt.run
    try insert(run, into: db)
    for (position, file) in run.inputs.enumerated() {
      try insert(file, of: run, direction: "in", position: position, into: db)
    }
    for (position, file) in run.outputs.enumerated() {
      try insert(file, of: run, direction: "out", position: position, into: db)
    }
    if let executable = run.executable { try recordObservation(of: executable, shift: run.clockShift, into: db) }
    for (position, pruned) in run.pruned.enumerated() {
      try prune(pruned, by: run, position: run.outputs.count + position, in: db)
    }
    for metric in run.metrics {
      try db.run(
        "INSERT INTO metric (run, step, name, value) VALUES (?, ?, ?, ?)",
        [run.id, metric.step, metric.name, metric.value.isFinite ? metric.value : nil])
    }
    try db.run(
      "INSERT INTO receipt (run, path, digest) VALUES (?, ?, ?)", [run.id, receipt.entry.path, receipt.digest.hex])
  }

  /// A file removed on purpose is nobody's output any more: it is not missed.
  private static func prune(_ pruned: PrunedPath, by run: RunRecord, position: Int, in db: Database) throws {
    try markMissing(pruned.path, order: pruned.at.nanoseconds.addingClamped(run.clockShift), in: db)
    // The run's own outputs are not `kept` in its receipt; for those of earlier runs a row tells who removed them.
    guard !run.outputs.contains(where: { $0.path == pruned.path }) else { return }
    let file = RecordedFile(
      role: prunedRole, path: pruned.path, identity: nil, fileDigest: nil, bytes: nil, seen: nil, kept: false)
    try insert(file, of: run, direction: "out", position: position, into: db)
  }

  /// The role of a row that tells of a removal.
  static let prunedRole = "pruned"

  /// Notes that there is nothing at a path any more, unless something later is known.
  static func markMissing(_ path: String, order: Int64, in db: Database) throws {
    try db.run(
      "UPDATE location SET state = 'missing', order_ns = ?1 WHERE path = ?2 AND order_ns <= ?1", [order, path])
  }

  /// Notes what lies at a path, unless something later is known.
  /// - Parameters:
  ///   - file: The file as it was seen.
  ///   - shift: What to add to the time of looking for its place in the order (see `RunRecord.clockShift`).
  ///   - db: The database.
  /// - Throws: What SQLite reports.
  static func recordObservation(of file: RecordedFile, shift: Int64, into db: Database) throws {
    guard let identity = file.identity, let digest = file.fileDigest, let bytes = file.bytes else { return }
    // Of two names for one content the alphabet decides, so that the order of ingestion does not matter.
    try db.run(
      """
      INSERT INTO artifact (digest, kind, bytes) VALUES (?, ?, ?)
      ON CONFLICT (digest) DO UPDATE SET
        kind = min(coalesce(excluded.kind, kind), coalesce(kind, excluded.kind)),
        bytes = min(excluded.bytes, bytes)
      """, [identity.hex, file.kind, bytes])
    guard let seen = file.seen else { return }
    try db.run(
      """
      INSERT INTO location
        (path, artifact, file, bytes, modified_ns, changed_ns, inode, checked_ns, order_ns, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'present')
      ON CONFLICT (path) DO UPDATE SET
        artifact = excluded.artifact, file = excluded.file, bytes = excluded.bytes,
        modified_ns = excluded.modified_ns, changed_ns = excluded.changed_ns, inode = excluded.inode,
        checked_ns = excluded.checked_ns, order_ns = excluded.order_ns, state = excluded.state
      WHERE excluded.order_ns >= location.order_ns
      """,
      [
        file.path, identity.hex, digest.hex, bytes, seen.stat.modified, seen.stat.changed, seen.stat.inode,
        seen.at.nanoseconds, seen.at.nanoseconds.addingClamped(shift),
      ])
  }

  /// A reader may know a file by another identity than its producer does (a tokenizer by all its files together). The
  /// producer's goes with the path, whoever is heard first.
  private static func settleIdentity(of path: String, in db: Database) throws {
    try db.run(
      """
      UPDATE location SET artifact = maker.artifact
      FROM (
        SELECT artifact, file FROM io INDEXED BY io_made_here
          WHERE direction = 'out' AND path = ?1 AND file = (SELECT file FROM location WHERE path = ?1)
          ORDER BY run DESC LIMIT 1) AS maker
      WHERE location.path = ?1 AND maker.file = location.file AND maker.artifact <> location.artifact
      """, [path])
  }

  private static func insert(_ run: RunRecord, into db: Database) throws {
    let values: [(String, (any ColumnValue)?)] = [
      ("id", run.id), ("stage", run.stage), ("status", run.status.rawValue), ("key", run.key?.hex),
      ("semantics", run.semantics), ("config", run.configuration.canonical), ("seed", run.seed.map(String.init)),
      ("reason", run.reasons.map(\.code).joined(separator: ",")), ("because", run.because),
      ("targets", canonical(run.targets)), ("argv", canonical(run.arguments)),
      ("directory", run.directory),
      ("tool_version", run.toolVersion), ("tool_digest", run.executable?.fileDigest?.hex),
      ("host", run.process.host), ("boot", run.process.boot), ("pid", run.process.pid),
      ("pid_started", run.process.started),
      ("pid_namespace", run.process.namespace.isEmpty ? nil : run.process.namespace),
      ("device", run.device?.name), ("devices", run.device?.count), ("precision", run.device?.precision),
      ("plugin", run.device?.plugin), ("plugin_version", run.device?.pluginVersion),
      ("platform", run.device?.platform), ("platform_version", run.device?.platformVersion),
      ("ranks", run.ranks?.count),
      ("rank_hosts", run.ranks.map { JSONValue.array($0.hosts.map { .string($0) }).canonical }),
      ("launcher", run.ranks?.launcher), ("messages", run.ranks?.library),
      ("engine", run.task?.engine?.rawValue), ("job", run.task?.job ?? run.ranks?.job),
      ("part", run.task?.task), ("parts", run.task?.tasks), ("continues", run.continues),
      ("started", run.start.text), ("ended", run.end?.text), ("exit_code", run.exitCode), ("error", run.error),
      ("note", run.note),
    ]
    let columns = values.map(\.0).joined(separator: ", ")
    let places = values.map { _ in "?" }.joined(separator: ", ")
    try db.run("INSERT INTO run (\(columns)) VALUES (\(places))", values.map(\.1))
  }

  private static func insert(
    _ file: RecordedFile, of run: RunRecord, direction: String, position: Int, into db: Database
  ) throws {
    try recordObservation(of: file, shift: run.clockShift, into: db)
    // A file that is still being hashed may have an identity already, but is no artifact yet.
    let artifact = file.fileDigest == nil || file.bytes == nil ? nil : file.identity?.hex
    try db.run(
      """
      INSERT INTO io (
        run, direction, position, role, path, artifact, file, bytes, modified_ns, kept, in_key, assumed, ok)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        run.id, direction, position, file.role, file.path, artifact, file.fileDigest?.hex, file.bytes,
        file.seen?.stat.modified, file.kept ? 1 : 0, file.inKey ? 1 : 0,
        direction == "in" && artifact == nil && file.path != "-" ? 1 : 0, run.status == .ok ? 1 : 0,
      ])
  }

  /// An unfinished file that was reported on the way leaves no trace once the finished one has taken its place.
  private static func removeOrphans(among artifacts: [String], from db: Database) throws {
    for artifact in artifacts {
      try db.run(
        """
        DELETE FROM artifact WHERE digest = ?1
          AND NOT EXISTS (SELECT 1 FROM io WHERE artifact = ?1)
          AND NOT EXISTS (SELECT 1 FROM location WHERE artifact = ?1)
        """, [artifact])
    }
  }

  static func canonical(_ texts: [String]) -> String {
    JSONValue.array(texts.map { .string($0) }).canonical
  }
}
