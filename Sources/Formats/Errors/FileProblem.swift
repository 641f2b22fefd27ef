import Messages
import Platform

/// Why a file could not be opened, read or written.
package enum FileProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no file of this name.
  case notFound
  /// A folder stands where a file is expected.
  case isDirectory
  /// A file stands where a folder is expected.
  case notDirectory
  /// A pipe, socket or device stands where an ordinary file is needed (it must be mapped or read twice).
  case notRegularFile
  /// The user may not read the file.
  case unreadable
  /// The folder that the file shall be written to does not exist.
  case noFolder(String)
  /// The file system is full, or the user's quota is used up.
  case full(during: Operation)
  /// Something stands where a file is to be written that is none: a pipe, socket or device.
  case notWritableFile
  /// Fewer bytes than the range that was asked for: somebody changed the file meanwhile.
  case shrank(expected: Int, found: Int)
  /// Somebody changed or replaced the file between two looks at it.
  case changed
  /// More bytes than a file of its kind may have.
  case tooLarge(found: Int, limit: Int)
  /// A compressed file that is damaged or cut.
  case unpacking(format: String, detail: String)
  /// A program that is needed to read the file is not there.
  case noProgram(String)
  /// The system has no memory left for it.
  case noMemory
  /// The file may not become so large (`ulimit -f`), or the file system holds none so large.
  case sizeLimit(during: Operation)
  /// Anything else that the system reported, as its `errno`.
  case system(Operation, code: Int32)

  /// What was attempted; appears in the message as "cannot …".
  package enum Operation: String, Sendable, Equatable {
    case open, create, read, map, write, sync, rename, append, list, remove, measure
    case createFolder = "create the directory"
    case syncFolder = "sync its directory"

    var words: String {
      switch self {
      case .createFolder, .syncFolder: rawValue
      default: rawValue + " it"
      }
    }
  }

  /// Missing and unreadable inputs exit with 66, wrong ones with 65, a lack of memory with 75, all else with 74.
  package var category: ErrorCategory {
    switch self {
    case .notFound, .isDirectory, .notDirectory, .notRegularFile, .unreadable, .noProgram: return .missing
    case .shrank, .changed, .tooLarge, .unpacking: return .badData
    case .noMemory: return .busy
    case .noFolder, .full, .sizeLimit, .notWritableFile, .system: return .io
    }
  }

  package var description: String {
    switch self {
    case .notFound:
      return "no such file; check the path"
    case .isDirectory:
      return "is a directory (expected a file)"
    case .notDirectory:
      return "is a file (expected a directory)"
    case .notRegularFile:
      return "is a pipe or device (expected an ordinary file); copy it to a file first"
    case .unreadable:
      return "permission denied; make it readable for this user"
    case .noFolder(let folder):
      return "cannot create it, there is no directory \(Printable.path(folder)); make the directory first"
    case .full(let operation):
      return "cannot \(operation.words), no space left on its file system; "
        + "free some space or choose another directory, then run again"
    case .notWritableFile:
      return "is a pipe or device (expected a file to write); choose another path"
    case .shrank(let expected, let found):
      return "ended after \(found) \(Units.noun(found, "byte")) (expected \(expected)); "
        + "the file changed while it was read, run again"
    case .changed:
      return "changed while it was read; run again"
    case .tooLarge(let found, let limit):
      return "has \(found) bytes (expected at most \(limit)); it is probably another file, check the path"
    case .unpacking(let format, let detail):
      return "is a damaged \(format) file (\(detail)); get it again, or give what can be saved of it as text"
    case .noProgram(let program):
      return "cannot read it without the program \(program) (expected in the PATH); install it, or unpack it first"
    case .noMemory:
      return "not enough memory for it; end other programs or raise the limit that was set (ulimit -v), then run again"
    case .sizeLimit(let operation):
      return "cannot \(operation.words), the limit on file sizes is reached; "
        + "raise the limit that was set (ulimit -f) or choose another directory, then run again"
    case .system(let operation, let code):
      return "cannot \(operation.words), \(SystemMessage.text(code)); \(Self.advice(code))"
    }
  }

  private static func advice(_ code: Int32) -> String {
    switch code {
    case EACCES, EPERM: return "check the permissions"
    case EROFS: return "choose a directory on a writable file system"
    case EMFILE, ENFILE: return "raise the limit on open files (ulimit -n)"
    case EIO: return "check the disk, then run again"
    default: return "correct the cause, then run again"
    }
  }

  /// The problem that `errno` tells when a file was to be read.
  static func reading(_ operation: Operation, code: Int32) -> FileProblem {
    switch code {
    case ENOENT: return .notFound
    case EISDIR: return .isDirectory
    case ENOTDIR: return .notFound
    case EACCES, EPERM: return .unreadable
    // To open a socket, or a device without a driver.
    case ENXIO, ENODEV, EOPNOTSUPP: return .notRegularFile
    case ENOMEM: return .noMemory
    default: return .system(operation, code: code)
    }
  }

  /// The problem that `errno` tells when an open file or stream was to be written.
  package static func unwritable(_ code: Int32) -> FileProblem { writing(.write, code: code, folder: ".") }

  /// The problem that `errno` tells when a file was to be written.
  static func writing(_ operation: Operation, code: Int32, folder: String) -> FileProblem {
    switch code {
    case ENOENT, ENOTDIR: return .noFolder(folder)
    case EISDIR: return .isDirectory
    case ENOSPC, EDQUOT: return .full(during: operation)
    case EFBIG: return .sizeLimit(during: operation)
    case ENOMEM: return .noMemory
    default: return .system(operation, code: code)
    }
  }
}

/// The system's words for an `errno`.
package enum SystemMessage {
  /// The words, without a capital letter at the start.
  package static func text(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let end = buffer.firstIndex(of: 0) ?? buffer.count
    return lowerFirst(String(decoding: buffer[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self))
  }

  private static func lowerFirst(_ text: String) -> String {
    guard let first = text.first, !text.dropFirst().prefix(1).allSatisfy(\.isUppercase) else { return text }
    return first.lowercased() + text.dropFirst()
  }
}
