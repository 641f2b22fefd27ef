import Formats
import Messages
import PJRT
import Platform

/// A store in a folder that all processes see: a file for each key, named by the key's SHA-256.
///
/// A value appears at once and whole, because its file is renamed when it is on the disk, and its digest is in front of
/// it. So any number of threads and processes can use the folder at the same time, on any hosts.
package struct KeyValueFolder: KeyValueStore {
  package let folder: String

  /// The longest value, in bytes. What plugins exchange is some kilobytes.
  package static let longestValue = 1 << 30

  /// - Parameter folder: A folder that exists, and in which nobody else writes.
  package init(folder: String) { self.folder = folder }

  package func get(_ key: [UInt8], timeout: Duration) throws(KeyValueError) -> [UInt8] {
    var polling = Polling(timeout: timeout)
    while true {
      let problem: KeyValueError
      do throws(KeyValueError) { return try tryGet(key) } catch { problem = error }
      guard problem.isForNow else { throw problem }
      guard polling.pause() else {
        if problem.code == .dataLoss { throw problem }
        throw KeyValueError(
          .deadlineExceeded,
          """
          \(Printable.path(folder)): no value for \(name(of: key)) after \(Units.duration(timeout.seconds)) (expected \
          one from another process); look at the messages of the other processes
          """)
      }
    }
  }

  package func tryGet(_ key: [UInt8]) throws(KeyValueError) -> [UInt8] {
    try lookAnew()
    let bytes: [UInt8]
    do {
      bytes = try FileRangeReader.wholeFile(path(of: key), limit: Self.longestValue + Self.headBytes)
    } catch FormatError.file(_, .notFound), FormatError.file(_, .system(_, code: ESTALE)),
      FormatError.file(_, .shrank), FormatError.file(_, .changed)
    {
      // Another value takes its place just now, or parts of it have not come yet over the network.
      throw KeyValueError(.notFound, "\(Printable.path(folder)): no value for \(name(of: key))")
    } catch {
      throw KeyValueError(of: error)
    }
    let value = Array(bytes.dropFirst(Self.headBytes))
    guard bytes.count >= Self.headBytes, bytes.starts(with: head(key, value)) else {
      throw KeyValueError(
        .dataLoss,
        """
        \(Printable.path(path(of: key))): the value of \(name(of: key)) is damaged (expected the digest in front of \
        it); start all processes again
        """)
    }
    return value
  }

  package func put(_ key: [UInt8], _ value: [UInt8]) throws(KeyValueError) {
    guard value.count <= Self.longestValue else {
      throw KeyValueError(
        .resourceExhausted,
        "the value of \(name(of: key)) has \(value.count) bytes (expected at most \(Self.longestValue))")
    }
    do {
      let writer = try AtomicFileWriter(path: path(of: key))
      try writer.write(head(key, value))
      try writer.write(value)
      _ = try writer.commit()
    } catch {
      throw KeyValueError(of: error)
    }
  }

  private static let headBytes = 64

  /// The digest of key and value, as text.
  private func head(_ key: [UInt8], _ value: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(littleEndian: UInt64(key.count))
    hash.update(key)
    hash.update(value)
    return Array(hash.finish().hex.utf8)
  }

  private func path(of key: [UInt8]) -> String { FilePath.joined(folder, Digest.of(key).hex + ".value") }

  private func name(of key: [UInt8]) -> String {
    "\"\(Printable.brief(String(decoding: key, as: UTF8.self), limit: 100))\""
  }

  /// NFS remembers for a while that a file is not there; when the folder is opened, it asks the server again.
  private func lookAnew() throws(KeyValueError) {
    if let listing = opendir(folder) {
      closedir(listing)
    } else if errno == ENOENT || errno == ENOTDIR {
      throw KeyValueError(
        .unavailable,
        "\(Printable.path(folder)): no such directory any more; leave it alone while processes use it, and start again")
    }
  }
}

extension KeyValueError {
  /// Whether another look may find the value: a file system over a network may show parts of a file before all of it.
  var isForNow: Bool { code == .notFound || code == .dataLoss }

  /// What a file system reported.
  init(of error: any Error) {
    let code: StatusCode =
      switch error {
      case FormatError.file(_, .full), FormatError.file(_, .sizeLimit), FormatError.file(_, .noMemory):
        .resourceExhausted
      case FormatError.file(_, .unreadable), FormatError.file(_, .system(_, code: EACCES)),
        FormatError.file(_, .system(_, code: EROFS)):
        .permissionDenied
      default: .unavailable
      }
    self.init(code, "\(error)")
  }
}
