import Messages
import Platform

/// What the formats ask of directories.
package enum Folder {
  /// What stands at a path.
  package enum Kind: Sendable, Equatable { case nothing, file, folder, other }

  /// What stands at `path`, symbolic links followed; `nothing` also when it cannot be looked at.
  package static func kind(of path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .nothing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Makes the folder and those above it, each made durable in its parent; fine if it is already there.
  /// - Throws: `FormatError.file`.
  package static func create(_ path: String) throws {
    switch kind(of: path) {
    case .folder: return
    case .file, .other: throw FormatError.file(path: path, .notDirectory)
    case .nothing: break
    }
    let parent = FilePath.folder(path)
    if parent != path { try create(parent) }
    if mkdir(path, 0o777) != 0 && errno != EEXIST {
      throw FormatError.file(path: path, .writing(.createFolder, code: errno, folder: parent))
    }
    try sync(parent, about: path)
  }

  /// The names in a folder that are UTF-8, sorted by their bytes, without `.` and `..`. `others` hears of the rest, the
  /// bytes that are not UTF-8 written as `\xFF`: no text can tell such a name, and it must not be taken for another one.
  /// - Throws: `FormatError.file` if it is not a folder or cannot be read.
  package static func names(in path: String, others: (String) -> Void = { _ in }) throws -> [String] {
    guard let directory = opendir(path) else {
      if errno == ENOTDIR { throw FormatError.file(path: path, .notDirectory) }
      throw FormatError.file(path: path, .reading(.list, code: errno))
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) { name in
          if let text = String(validatingCString: name) {
            names.append(text)
          } else {
            others(Printable.bytes(UnsafeBufferPointer(start: name, count: strlen(name)).map(UInt8.init(bitPattern:))))
          }
        }
      }
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes renames and new names in the folder of `path` durable.
  /// - Throws: `FormatError.file` about `path`.
  package static func sync(around path: String) throws { try sync(FilePath.folder(path), about: path) }

  /// Makes renames and new names in a folder durable.
  /// - Throws: `FormatError.file` about the file `path`, for whose sake it is done.
  static func sync(_ folder: String, about path: String) throws {
    let descriptor = OpenFile.retrying { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FormatError.file(path: path, .system(.syncFolder, code: errno)) }
    defer { close(descriptor) }
    // Some network file systems answer EINVAL: they have nothing to sync.
    if OpenFile.retrying({ fsync(descriptor) }) != 0 && errno != EINVAL && errno != ENOTSUP {
      throw FormatError.file(path: path, .writing(.syncFolder, code: errno, folder: folder))
    }
  }

  /// Gives a file or folder another name.
  /// - Throws: `FormatError.file` about the new one.
  package static func move(_ from: String, to path: String) throws {
    if rename(from, path) != 0 {
      throw FormatError.file(path: path, .writing(.rename, code: errno, folder: FilePath.folder(path)))
    }
  }

  /// Removes a file; fine if it is not there.
  /// - Throws: `FormatError.file`.
  package static func removeFile(_ path: String) throws {
    if unlink(path) != 0 && errno != ENOENT {
      throw FormatError.file(path: path, .system(.remove, code: errno))
    }
  }
}
