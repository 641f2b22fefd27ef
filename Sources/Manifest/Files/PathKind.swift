import Formats
import Platform

/// What stands at a path, links followed. Nothing is opened for it, so that no pipe or device can hold anybody up.
enum PathKind: Sendable, Equatable {
  case nothing
  case file(bytes: Int)
  case folder, pipe, socket, device
  /// A link that leads nowhere.
  case danglingLink
  /// It cannot be looked at, with the `errno`.
  case refused(code: Int32)

  /// Looks at a path.
  static func of(_ path: String) -> PathKind {
    var info = stat()
    guard stat(path, &info) == 0 else {
      let code = errno
      guard code == ENOENT || code == ENOTDIR else { return .refused(code: code) }
      return isLink(path) ? .danglingLink : .nothing
    }
    switch info.st_mode & S_IFMT {
    case S_IFREG: return .file(bytes: Int(info.st_size))
    case S_IFDIR: return .folder
    case S_IFIFO: return .pipe
    case S_IFSOCK: return .socket
    default: return .device
    }
  }

  /// Whether the name itself is a symbolic link, wherever it leads.
  static func isLink(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
  }

  /// Whether an ordinary file is there.
  var isFile: Bool { if case .file = self { true } else { false } }

  /// What it is, as it follows after a path and a colon.
  var words: String {
    switch self {
    case .nothing: "is not there"
    case .file: "is a file"
    case .folder: "is a directory"
    case .pipe: "is a pipe"
    case .socket: "is a socket"
    case .device: "is a device"
    case .danglingLink: "is a link that leads nowhere"
    case .refused(ELOOP): "is a link that leads to itself"
    case .refused(EACCES), .refused(EPERM): "permission denied"
    case .refused(let code): SystemMessage.text(code)
    }
  }
}
