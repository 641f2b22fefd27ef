import Platform

/// A nameless file for data that does not fit into memory: the system frees it with the process, however that ends.
///
/// Ranges may be written and read in any order, and by several threads at once if the ranges are disjoint.
package final class ScratchFile: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Opens a file in the directory of `path`, whose name appears in messages.
  /// - Throws: `FormatError.file` if the directory is missing or not writable.
  package init(beside path: String) throws {
    let file = try TemporaryName.open(beside: path)
    unlink(file.path)
    self.path = path
    descriptor = file.descriptor
  }

  deinit { close(descriptor) }

  /// A path at which this process can open the file again as long as it lives.
  package var readPath: String { "/dev/fd/\(descriptor)" }

  /// Writes bytes from `offset` on.
  /// - Throws: `FormatError.file`.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
      // Darwin refuses more than 2 GiB in one call.
      let written = pwrite(descriptor, base + done, min(bytes.count - done, 1 << 30), off_t(offset + done))
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else {
        let code = written < 0 ? errno : EIO
        throw FormatError.file(path: path, .writing(.write, code: code, folder: FilePath.folder(path)))
      }
      done += written
    }
  }

  /// Fills `bytes` with what was written from `offset` on.
  /// - Throws: `FormatError.file`.
  package func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    let (filled, code) = FileCalls.readAll(descriptor, into: bytes, at: offset)
    guard filled == bytes.count else {
      throw FormatError.file(path: path, .reading(.read, code: code ?? EIO))
    }
  }
}

extension Folder {
  /// The folder at a path, or the nearest one above it that exists.
  package static func nearest(to path: String) -> String {
    var path = path
    while kind(of: path) != .folder {
      let parent = FilePath.folder(path)
      if parent == path { return parent }
      path = parent
    }
    return path
  }

  /// Bytes that this user may still write to the file system of a folder, or of the nearest folder above it that
  /// exists; nil if the system does not say.
  package static func freeBytes(at path: String) -> Int? {
    let path = nearest(to: path)
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let (bytes, overflow) = Int(clamping: status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
    return overflow ? nil : bytes
  }
}
