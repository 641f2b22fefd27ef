import Formats
import Platform

/// What the file system says of a file without reading it.
package struct FileStat: Sendable, Equatable {
  /// Bytes.
  package var size: Int64
  /// Time of the last change of the content, nanoseconds since 1970.
  package var modified: Int64
  /// Time of the last change of content, name or permissions, nanoseconds since 1970.
  package var changed: Int64
  /// The inode number.
  package var inode: Int64

  /// Creates a stat.
  package init(size: Int64, modified: Int64, changed: Int64, inode: Int64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
  }

  /// The stat of the file at `path`, links followed; nil if there is nothing.
  /// - Throws: `FormatError.file` for folders, pipes and devices, and when the system refuses.
  package static func of(_ path: String) throws -> FileStat? {
    var info = stat()
    guard stat(path, &info) == 0 else {
      let code = errno
      switch code {
      case ENOENT, ENOTDIR: return nil
      case EACCES, EPERM: throw FormatError.file(path: path, .unreadable)
      default: throw FormatError.file(path: path, .system(.open, code: code))
      }
    }
    switch info.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FormatError.file(path: path, .isDirectory)
    default: throw FormatError.file(path: path, .notRegularFile)
    }
    return FileStat(FileState(info))
  }

  /// The stat of a file that must be there.
  /// - Throws: `FormatError.file` as above, and where there is nothing.
  package static func ofExisting(_ path: String) throws -> FileStat {
    guard let stat = try of(path) else { throw FormatError.file(path: path, .notFound) }
    return stat
  }

  /// The stat in a file's state.
  package init(_ state: FileState) {
    size = state.size
    inode = state.inode
    modified = Self.recordable(state.modified)
    changed = Self.recordable(state.changed)
  }

  /// Times that receipts can hold: a file may be dated before 1970, or so far ahead that 64 bits do not count it.
  private static func recordable(_ nanoseconds: Int64) -> Int64 { min(max(0, nanoseconds), ReceiptMembers.latest) }
}
