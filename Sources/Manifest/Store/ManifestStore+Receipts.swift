import Formats
import GRDB

/// What reading the receipts changed.
package struct IngestReport: Sendable, Equatable {
  /// Runs that were not in the database, or not as their receipts tell them now.
  package var taken = 0
  /// Runs found dead: left running by a process of this host that is gone.
  package var buried = 0
  /// Receipts that could not be read; they are left alone.
  package var unreadable: [String] = []

  /// A report of nothing.
  package init() {}
}

/// Receipts on their way into the database.
struct PendingReceipts {
  /// The digests of the receipts in the database at the time of the look, by path.
  var known: [String: String]
  /// What was read and is not in it.
  var receipts: [ReceiptFolder.Read] = []
  /// What came of it.
  var report = IngestReport()
}

extension ManifestStore {
  /// Writes the run's receipt, then puts it into the database.
  /// - Throws: `FormatError` if the receipt cannot be written; `ManifestError` if only the database cannot: the
  ///   receipt is durable then and the next stage reads it.
  package func record(_ run: RunRecord) throws {
    let receipt = try receipts.write(run)
    try write { db in try Ingest.ingest(receipt, into: db) }
  }

  /// Records that a run starts, unless another one is making the same files.
  ///
  /// The look and the record are one transaction, the receipt in it: of two that start at once only one goes on.
  /// - Throws: `ManifestError.underway`, and nothing is written; otherwise as `record`.
  package func begin(_ run: RunRecord) throws {
    try write { db in
      if let rival = try Rivals.find(run, in: db) { throw rival }
      try Ingest.ingest(try receipts.write(run), into: db)
    }
  }

  /// Leaves words about a run, in place of those before; nil takes them away.
  /// - Throws: `ManifestError.unknownRun`, or as `record`.
  package func note(_ prefix: String, _ words: String?) throws -> RunRecord {
    var run = try receiptOfRun(startingWith: prefix)
    run.note = words
    try record(run)
    return run
  }

  /// Reads the receipts that the database does not have yet: of array tasks, of runs that another process recorded
  /// while the database was busy, and of runs that were alive when last looked at.
  ///
  /// - Complexity: one listing of the folders, and one read for each receipt that may have changed.
  @discardableResult
  package func ingestPending() throws -> IngestReport {
    try take(try findPending())
  }

  /// Reads the receipts that the database does not have yet.
  func findPending() throws -> PendingReceipts {
    let known = try settledReceipts()
    var pending = PendingReceipts(known: known.mapValues(\.digest))
    for entry in try receipts.entries() where known[entry.path]?.settled != true {
      do {
        let (receipt, buried) = try burying(try receipts.read(entry))
        if buried { pending.report.buried += 1 }
        if known[entry.path]?.digest != receipt.digest.hex { pending.receipts.append(receipt) }
      } catch let error as ManifestError {
        pending.report.unreadable.append("\(error)")
      }
    }
    pending.report.taken = pending.receipts.count
    return pending
  }

  /// Puts what was read into the database.
  func take(_ pending: PendingReceipts) throws -> IngestReport {
    guard !pending.receipts.isEmpty else { return pending.report }
    try write { db in
      // As many as a rebuild reads are put in at once.
      if try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM run)") == true {
        try Ingest.fill(pending.receipts, into: db)
      } else {
        for receipt in pending.receipts {
          try Ingest.ingest(try newest(receipt, known: pending.known[receipt.entry.path], in: db), into: db)
        }
      }
    }
    return pending.report
  }

  /// The receipt, read again if another process has recorded its run since the look at the database: it may have ended
  /// after we read that it is running, and the database must not go back.
  private func newest(
    _ receipt: ReceiptFolder.Read, known: String?, in db: Database
  ) throws -> ReceiptFolder.Read {
    let recorded = try String.fetchOne(
      db, sql: "SELECT digest FROM receipt WHERE path = ?", arguments: [receipt.entry.path])
    return recorded == known ? receipt : try receipts.read(receipt.entry)
  }

  /// Declares a run of another host lost.
  /// - Throws: `ManifestError.unknownRun`, or as `record`.
  package func declareLost(_ prefix: String) throws -> RunRecord {
    var run = try receiptOfRun(startingWith: prefix)
    guard run.status == .running else { return run }
    run.status = .lost
    run.error = "given up by hand"
    try record(run)
    return run
  }

  private func receiptOfRun(startingWith prefix: String) throws -> RunRecord {
    let id = try runID(startingWith: prefix)
    guard let entry = try receipts.entries().first(where: { $0.run == id }) else {
      throw ManifestError.unknownRun(prefix: prefix, matches: 0)
    }
    return try receipts.read(entry).run
  }

  /// The receipts in the database and whether they can still change.
  private func settledReceipts() throws -> [String: (digest: String, settled: Bool)] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT receipt.path, receipt.digest,
            run.status <> 'running' AND NOT (run.status IN ('interrupted', 'lost') AND run.ended IS NULL) AS settled
          FROM receipt JOIN run ON run.id = receipt.run
          """)
      return Dictionary(
        rows.map { row -> (String, (digest: String, settled: Bool)) in
          (row["path"], (digest: row["digest"], settled: row["settled"]))
        }, uniquingKeysWith: { _, last in last })
    }
  }

  /// A run whose process is gone becomes interrupted, in its receipt too.
  private func burying(_ receipt: ReceiptFolder.Read) throws -> (receipt: ReceiptFolder.Read, buried: Bool) {
    guard receipt.run.status == .running, receipt.run.process.isAlive == false else { return (receipt, false) }
    // The process may have ended well between our reading and our looking; now that it is gone, nothing changes.
    let last = try receipts.read(receipt.entry)
    guard last.run.status == .running else { return (last, false) }
    var run = last.run
    run.status = .interrupted
    run.error = "the process ended without a word (killed, or the machine stopped)"
    if isCopy { return (ReceiptFolder.Read(entry: last.entry, run: run, digest: last.digest), true) }
    return (try receipts.write(run), true)
  }
}
