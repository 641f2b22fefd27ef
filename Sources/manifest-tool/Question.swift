import CommandSupport
import Formats
import Manifest
import Messages

/// A question to a manifest, which whoever may read it may ask.
struct Question {
  /// The manifest.
  let location: ManifestLocation
  /// Receipts that were named already.
  private var named: Set<Message> = []

  /// Prepares to ask.
  init(_ location: ManifestLocation) { self.location = location }

  /// Asks the manifest with the receipts that are not in it yet. Where it cannot be written (another user's, an archive,
  /// a full disk) a copy in memory is asked, and nothing is written.
  /// - Parameters:
  ///   - location: The manifest.
  ///   - question: What is asked; called again about the copy where writing fails.
  /// - Returns: The answer.
  /// - Throws: `ManifestError`, `FormatError`.
  static func ask<Value>(_ location: ManifestLocation, _ question: (ManifestStore) throws -> Value) throws -> Value {
    var asked = Question(location)
    if location.isWritable {
      do {
        return try question(try asked.open())
      } catch let error as ManifestError where error.isUnwritable {
        // It can still be read.
      }
    }
    let copy = try ManifestStore(copyOf: location)
    asked.name(try copy.ingestPending())
    return try question(copy)
  }

  private mutating func open() throws -> ManifestStore {
    let store = try ManifestStore(existing: location)
    do {
      name(try store.ingestPending())
    } catch let error as ManifestError where error.category == .busy {
      Terminal.note("\(ManifestTool.tool): \(FlagNames.text(of: error)); the answer is without the latest receipts")
    }
    return store
  }

  private mutating func name(_ report: IngestReport) {
    Self.name(report.unreadable.filter { named.insert($0).inserted })
  }

  /// Names receipts that cannot be read, on standard error: they are left alone, and the rest counts.
  static func name(_ unreadable: [Message]) {
    for problem in unreadable { Terminal.note("\(ManifestTool.tool): \(FlagNames.text(problem))") }
  }
}
