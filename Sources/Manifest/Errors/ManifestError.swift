import Formats
import Messages

/// What went wrong with the manifest or its receipts, with the way out.
package enum ManifestError: CategorizedError, Equatable, Sendable, CustomStringConvertible {
  /// The database was written by a later version of Letterpress.
  case newerVersion(path: String, found: Int, supported: Int)
  /// The file is not a database, or is cut or damaged.
  case damaged(path: String, detail: String)
  /// The file is a database of some other program.
  case foreign(path: String)
  /// The file is no database at all, or something other than a file: a text, a checkpoint, a directory.
  case notManifest(path: String, found: String)
  /// Something other than a file stands where SQLite would open one: the manifest, its journal.
  case notFile(path: String, found: String)
  /// There is no manifest here.
  case missing(path: String)
  /// The folder of the manifest does not exist.
  case noFolder(path: String, folder: String)
  /// Other processes kept the database locked.
  case busy(path: String, seconds: Int)
  /// SQLite was refused memory.
  case noMemory(path: String)
  /// Another run is making this file.
  case underway(path: String, run: String, pid: Int)
  /// The system refused to read or write the database.
  case unwritable(path: String, detail: String)
  /// A receipt cannot be read as one.
  case damagedReceipt(path: String, detail: String)
  /// A receipt, or a folder of receipts, cannot be read.
  case unreadableReceipt(path: String, detail: String)
  /// A receipt was written by a later version of Letterpress.
  case newerReceipt(path: String, found: Int, supported: Int)
  /// No run has read or written this path.
  case unknownPath(path: String, manifest: String)
  /// No run, or more than one, has an id that starts so.
  case unknownRun(prefix: String, matches: Int)
  /// SQLite failed in a way that a user cannot mend.
  case database(path: String, detail: String)

  /// Whether only another run at work stands in the way: nothing was written.
  package var isConcurrentRun: Bool {
    if case .underway = self { true } else { false }
  }

  /// Whether the manifest could not be written: a copy in memory may still answer.
  package var isUnwritable: Bool {
    if case .unwritable = self { true } else { false }
  }

  /// The kind of failure, which decides the exit code.
  package var category: ErrorCategory {
    switch self {
    case .newerVersion, .damaged, .foreign, .notManifest, .damagedReceipt, .unreadableReceipt, .newerReceipt: .badData
    case .missing, .noFolder, .unknownPath, .unknownRun: .missing
    case .busy, .noMemory, .underway: .busy
    case .notFile, .unwritable, .database: .io
    }
  }

  /// One line: where, what, what was expected, what to do next.
  package var description: String {
    switch self {
    case .newerVersion(let path, let found, let supported):
      "\(Printable.path(path)): has schema \(found), made by a newer Letterpress (this one knows up to \(supported)); "
        + "update Letterpress, or run `manifest rebuild` to recreate it from receipts/"
    case .damaged(let path, let detail):
      "\(Printable.path(path)): is not a readable database (\(detail)); "
        + "nothing is lost, run `manifest rebuild` to recreate it from receipts/"
    case .foreign(let path):
      "\(Printable.path(path)): is the database of another program (expected a Letterpress manifest); "
        + "choose another path with --manifest"
    case .notManifest(let path, let found):
      "\(Printable.path(path)): \(found) (expected a Letterpress manifest, which is an SQLite database); "
        + "choose another path with --manifest"
    case .notFile(let path, let found):
      "\(Printable.path(path)): \(found) (expected an ordinary file, or nothing); "
        + "move it away or choose another path with --manifest"
    case .missing(let path):
      "\(Printable.path(path)): no such manifest; choose one with --manifest, "
        + "or run `manifest rebuild` if receipts/ is next to it"
    case .noFolder(let path, let folder):
      "\(Printable.path(path)): there is no directory \(Printable.path(folder)); "
        + "make it first or choose another path with --manifest"
    case .busy(let path, let seconds):
      "\(Printable.path(path)): other processes kept it locked for \(seconds) s; run the same command again"
    case .noMemory(let path):
      "\(Printable.path(path)): not enough memory for SQLite; end other programs or raise the limit that was set "
        + "(ulimit -v), then run the same command again"
    case .underway(let path, let run, let pid):
      "\(Printable.path(path)): \(run) (process \(pid)) is making it; "
        + "wait for its end, then run the same command again"
    case .unwritable(let path, let detail):
      "\(Printable.path(path)): cannot be opened or written (\(detail)); "
        + "check free space and permissions of its directory"
    case .damagedReceipt(let path, let detail):
      "\(Printable.path(path)): is not a run receipt (\(detail)); move it away, then run `manifest rebuild`"
    case .unreadableReceipt(let path, let detail):
      "\(Printable.path(path)): cannot be read as a run receipt (\(detail)); it is left alone, "
        + "make it readable or move it away"
    case .newerReceipt(let path, let found, let supported):
      "\(Printable.path(path)): has receipt version \(found), made by a newer Letterpress "
        + "(this one knows up to \(supported)); update Letterpress"
    case .unknownPath(let path, let manifest):
      "\(Printable.path(path)): no recorded run has read or written it; "
        + "see what is known with `sqlite3 \(Printable.path(ShellWord.quoted(manifest))) 'select * from artifacts'`"
    case .unknownRun(let prefix, let matches):
      matches == 0
        ? "run \(Printable.quoted(prefix)): no such run; see `manifest log`"
        : "run \(Printable.quoted(prefix)): \(matches) runs begin so; write more of its id (see `manifest log`)"
    case .database(let path, let detail):
      "\(Printable.path(path)): SQLite reported: \(detail); if it persists, run `manifest rebuild`"
    }
  }
}
