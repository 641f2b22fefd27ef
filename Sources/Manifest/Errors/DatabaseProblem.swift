import Messages

/// What can be wrong with the database of a manifest, or with the place where it should be.
package enum DatabaseProblem: Equatable, Sendable {
  /// Written by a later version of Letterpress.
  case newerVersion(found: Int, supported: Int)
  /// Not a database, or cut or damaged.
  case damaged(detail: String)
  /// A database of some other program.
  case foreign
  /// No database at all, or something other than a file: a text, a checkpoint, a directory.
  case notManifest(found: String)
  /// Something other than a file stands where SQLite would open one: the manifest, its journal.
  case notFile(found: String)
  /// There is no manifest here.
  case missing
  /// The folder of the manifest does not exist.
  case noFolder(folder: String)
  /// Other processes kept it locked.
  case busy(seconds: Int)
  /// SQLite was refused memory.
  case noMemory
  /// The system refused to read or write it.
  case unwritable(detail: String)
  /// SQLite failed in a way that a user cannot mend.
  case other(detail: String)

  var category: ErrorCategory {
    switch self {
    case .newerVersion, .damaged, .foreign, .notManifest: .badData
    case .missing, .noFolder: .missing
    case .busy, .noMemory: .busy
    case .notFile, .unwritable, .other: .io
    }
  }

  var message: Message {
    switch self {
    case .newerVersion(let found, let supported):
      "has schema \(found), made by a newer Letterpress (this one knows up to \(supported)); "
        + "update Letterpress, or run `manifest rebuild` to recreate it from receipts/"
    case .damaged(let detail):
      "is not a readable database (\(detail)); nothing is lost, run `manifest rebuild` to recreate it from receipts/"
    case .foreign:
      "is the database of another program (expected a Letterpress manifest); \(Self.anotherPath)"
    case .notManifest(let found):
      "\(found) (expected a Letterpress manifest, which is an SQLite database); \(Self.anotherPath)"
    case .notFile(let found):
      "\(found) (expected an ordinary file, or nothing); move it away or \(Self.anotherPath)"
    case .missing:
      "no such manifest; choose one with \(field: "manifest"), or run `manifest rebuild` if receipts/ is next to it"
    case .noFolder(let folder):
      "there is no directory \(Printable.path(folder)); make it first or \(Self.anotherPath)"
    case .busy(let seconds):
      "other processes kept it locked for \(seconds) s; run the same command again"
    case .noMemory:
      "not enough memory for SQLite; end other programs or raise the limit that was set (ulimit -v), "
        + "then run the same command again"
    case .unwritable(let detail):
      "cannot be opened or written (\(detail)); check free space and permissions of its directory"
    case .other(let detail):
      "SQLite reported: \(detail); if it persists, run `manifest rebuild`"
    }
  }

  private static let anotherPath: Message = "choose another path with \(field: "manifest")"
}
