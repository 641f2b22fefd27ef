import Formats
import SQLite

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
      if let other = try ConcurrentRuns.find(run, in: db) { throw other }
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
  /// Those that cannot be read are named in the report and stop nothing.
  @discardableResult
  package func ingestPending() throws -> IngestReport {
    try ingest(try findPending())
  }

  /// Reads the receipts that the database does not have yet.
  func findPending() throws -> PendingReceipts {
    receipts.pending(beyond: try knownReceipts(), writing: !isCopy)
  }

  /// Puts what was read into the database.
  func ingest(_ pending: PendingReceipts) throws -> IngestReport {
    guard !pending.receipts.isEmpty else { return pending.report }
    try write { db in
      // As many as a rebuild reads are put in at once.
      if try db.value("SELECT NOT EXISTS (SELECT 1 FROM run)") == true {
        try Ingest.fill(pending.receipts, into: db)
      } else {
        for receipt in pending.receipts {
          guard let receipt = try newest(receipt, known: pending.known[receipt.entry.path], in: db) else { continue }
          try Ingest.ingest(receipt, into: db)
        }
      }
    }
    return pending.report
  }

  /// The receipt, read again if another process has recorded its run since the look at the database: it may have ended
  /// after we read that it is running, and the database must not go back. Nil if it cannot be read any more: what that
  /// process recorded stands.
  private func newest(
    _ receipt: ReceiptFolder.StoredReceipt, known: String?, in db: Database
  ) throws -> ReceiptFolder.StoredReceipt? {
    let recorded: String? = try db.value("SELECT digest FROM receipt WHERE path = ?", [receipt.entry.path])
    return recorded == known ? receipt : try? receipts.read(receipt.entry)
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
    guard let entry = ReceiptListing(location).entries.first(where: { $0.run == id }) else {
      throw ManifestError.unknownRun(prefix: prefix, matches: 0)
    }
    return try receipts.read(entry).run
  }

  /// The receipts in the database, by path.
  private func knownReceipts() throws -> [String: KnownReceipt] {
    try read { db in
      let rows = try db.rows(
        """
        SELECT receipt.path, receipt.digest, run.status,
          run.status <> 'running' AND NOT (run.status IN ('interrupted', 'lost') AND run.ended IS NULL) AS settled
        FROM receipt JOIN run ON run.id = receipt.run
        """)
      return Dictionary(
        rows.map { row -> (String, KnownReceipt) in
          (row["path"], KnownReceipt(digest: row["digest"], status: row["status"], isSettled: row["settled"]))
        }, uniquingKeysWith: { _, last in last })
    }
  }
}
