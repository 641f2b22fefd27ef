import Formats
import Messages

/// The folder `receipts/` beside a manifest: `receipts/<yyyymm>/<run id>.json`.
package struct ReceiptFolder: Sendable {
  /// The manifest the receipts belong to.
  package let location: ManifestLocation

  /// The receipts of a manifest; the folder need not exist.
  package init(_ location: ManifestLocation) { self.location = location }

  /// A receipt by its place.
  package struct Entry: Sendable, Hashable {
    /// Relative to the manifest's folder: `receipts/202611/0193….json`.
    package var path: String
    /// The run's id, from the file's name.
    package var run: String
  }

  /// A receipt that was read.
  struct StoredReceipt {
    var entry: Entry
    var run: RunRecord
    /// SHA-256 of the receipt's bytes.
    var digest: Digest
  }

  /// Writes a run's receipt, whole and durable.
  /// - Throws: `FormatError.file`.
  func write(_ run: RunRecord) throws -> StoredReceipt {
    let entry = entry(of: run)
    let path = location.resolved(entry.path)
    try Folder.create(FilePath.folder(path))
    let written = try AtomicFile.write(Array(Receipt.json(of: run).pretty.utf8), to: path)
    return StoredReceipt(entry: entry, run: run, digest: written.digest)
  }

  /// Writes a run's receipt, whole and durable, for the next stage that opens the database to read.
  /// - Throws: `FormatError.file`.
  package func record(_ run: RunRecord) throws { _ = try write(run) }

  /// Where a run's receipt is.
  package func entry(of run: RunRecord) -> Entry {
    Entry(path: "receipts/\(run.start.month)/\(run.id).json", run: run.id)
  }

  /// The most bytes that a receipt may have: enough for two hundred thousand files.
  static let largest = 64 << 20

  /// Reads a receipt.
  /// - Throws: `ManifestError.receipt`.
  func read(_ entry: Entry) throws -> StoredReceipt {
    let bytes = try bytes(of: entry)
    let json: JSONValue
    do throws(JSONProblem) {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw ManifestError.receipt(path: entry.path, .damaged(detail: "\(error)"))
    }
    let run = try Receipt.run(from: json, path: entry.path)
    guard run.id == entry.run else {
      throw ManifestError.receipt(path: entry.path, .damaged(detail: "\"run\" is \(Printable.quoted(run.id))"))
    }
    // Ids sort by time: one from a far future would stand above all that is to come.
    guard let time = RunID.milliseconds(run.id), time <= RunID.latest else {
      throw ManifestError.receipt(path: entry.path, .damaged(detail: "\"run\" is an id of a time after the year 2223"))
    }
    return StoredReceipt(entry: entry, run: run, digest: Digest.of(bytes))
  }

  private func bytes(of entry: Entry) throws -> [UInt8] {
    let path = location.resolved(entry.path)
    let kind = PathKind.of(path)
    guard kind.isFile else { throw ManifestError.receipt(path: entry.path, .unreadable(detail: kind.words)) }
    do {
      return try FileRangeReader.wholeFile(path, limit: Self.largest)
    } catch let error as FormatError {
      throw ManifestError.receipt(path: entry.path, .unreadable(detail: error.reason))
    }
  }

  /// The folders of all months that have receipts.
  package var folders: [String] {
    ((try? Folder.names(in: location.receipts)) ?? []).filter(Self.isMonth)
      .map { FilePath.joined(location.receipts, $0) }.filter { PathKind.of($0) == .folder }
  }

  static func isMonth(_ name: String) -> Bool {
    name.utf8.count == 6 && name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
