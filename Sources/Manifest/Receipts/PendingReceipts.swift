import Formats
import Messages

/// What reading the receipts changed.
package struct IngestReport: Sendable, Equatable {
  /// Runs that were not in the database, or not as their receipts tell them now.
  package var ingested = 0
  /// Runs found interrupted: left running by a process of this host that is gone.
  package var interrupted = 0
  /// Receipts that could not be read, told in one line each; they are left alone.
  package var unreadable: [Message] = []

  /// A report of nothing.
  package init() {}
}

/// A receipt as the database knows it.
struct KnownReceipt {
  /// SHA-256 of the receipt when it was read.
  var digest: String
  /// How the run ended, as far as the database knows.
  var status: String
  /// Whether it can change no more.
  var isSettled: Bool
}

/// Receipts on their way into the database.
struct PendingReceipts {
  /// The digests of the receipts in the database at the time of the look, by path.
  var known: [String: String] = [:]
  /// What was read and is not in it.
  var receipts: [ReceiptFolder.StoredReceipt] = []
  /// What came of it.
  var report = IngestReport()
}

extension ReceiptFolder {
  /// Reads the receipts that a database does not have yet.
  /// - Parameters:
  ///   - known: What it has, by path.
  ///   - writing: Whether the receipts of runs whose process is gone may be written anew.
  /// - Returns: What was read. What cannot be read is named in the report and stops nothing.
  /// - Complexity: one listing of the folders, and one read for each receipt that may have changed.
  func pending(beyond known: [String: KnownReceipt] = [:], writing: Bool) -> PendingReceipts {
    let listing = ReceiptListing(location)
    var pending = PendingReceipts(known: known.mapValues(\.digest))
    pending.report.unreadable = listing.problems.map(\.message)
    for entry in listing.entries where known[entry.path]?.isSettled != true {
      do {
        let (receipt, wasMarked) = try markingInterrupted(try read(entry), writing: writing)
        let last = known[entry.path]
        // The receipt of an interrupted run that may not be written stays as it is, and the run is counted only once.
        guard last?.digest != receipt.digest.hex || wasMarked && last?.status != receipt.run.status.rawValue else {
          continue
        }
        if wasMarked { pending.report.interrupted += 1 }
        pending.receipts.append(receipt)
      } catch {
        pending.report.unreadable.append(Message(of: error))
      }
    }
    pending.report.ingested = pending.receipts.count
    return pending
  }

  /// A run whose process is gone becomes interrupted, in its receipt too if that may be written.
  private func markingInterrupted(_ receipt: StoredReceipt, writing: Bool) throws -> (StoredReceipt, wasMarked: Bool) {
    guard receipt.run.status == .running, receipt.run.process.isAlive == false else { return (receipt, false) }
    // The process may have ended well between our reading and our looking; now that it is gone, nothing changes.
    let last = try read(receipt.entry)
    guard last.run.status == .running else { return (last, false) }
    var run = last.run
    run.status = .interrupted
    run.error = "the process ended without a record (killed, or the machine stopped)"
    // That of another user, or on a full disk, is left as it is: whoever looks next finds the same.
    if writing, let written = try? write(run) { return (written, true) }
    return (StoredReceipt(entry: last.entry, run: run, digest: last.digest), true)
  }
}
