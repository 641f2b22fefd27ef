import Crypto

/// SHA-256 over bytes that arrive piece by piece.
package struct Hasher256: Sendable {
  private var state = SHA256()

  /// A hasher that has seen nothing.
  package init() {}

  /// Adds bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    state.update(bufferPointer: bytes)
  }

  /// Adds bytes.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
  }

  /// Adds an integer as its little-endian bytes.
  package mutating func update(littleEndian value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { state.update(bufferPointer: $0) }
  }

  /// The digest of all bytes so far; the hasher may go on.
  package func finish() -> Digest {
    guard let digest = Digest(bytes: state.finalize()) else {
      preconditionFailure("SHA-256 yields 32 bytes")
    }
    return digest
  }
}

extension Digest {
  /// The digest of bytes in memory.
  package static func of(_ bytes: UnsafeRawBufferPointer) -> Digest {
    var hasher = Hasher256()
    hasher.update(bytes)
    return hasher.finish()
  }

  /// The digest of bytes in memory.
  package static func of(_ bytes: [UInt8]) -> Digest {
    bytes.withUnsafeBytes { of($0) }
  }

  /// The digest of a file's bytes, streamed.
  /// - Throws: `FormatError.file` when the file cannot be read.
  package static func ofFile(_ path: String) throws -> Digest {
    var hasher = Hasher256()
    let reader = try FileRangeReader(path: path)
    while let chunk = try reader.next() { hasher.update(UnsafeRawBufferPointer(chunk)) }
    return hasher.finish()
  }
}
