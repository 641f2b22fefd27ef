import CSHA256
import Platform

/// SHA-256 over bytes that arrive piece by piece.
///
/// The code is C (`CSHA256`): with the processor's own instructions for it, about five times as fast as without.
package struct SHA256: @unchecked Sendable {
  // A plain value; what it points to is a constant of the program.
  private var hash: lp_sha256

  /// All codes, fastest first. All give the same digests.
  static let codes = ["sha-ni", "armv8", "x86-64-v3", "portable"]

  /// The fastest code that this machine runs, or that which the environment's `LETTERPRESS_ISA` names.
  private static let best: SHA256 = {
    let wish = environmentVariable("LETTERPRESS_ISA") ?? ""
    let found = ([wish] + codes).lazy.compactMap { SHA256(code: $0) }.first
    guard let found else { preconditionFailure("the portable code runs everywhere") }
    return found
  }()

  /// A hash that has seen nothing.
  package init() { self = Self.best }

  /// A hash that has seen nothing, by one of `codes`; nil if this machine does not run it.
  init?(code name: String) {
    guard let code = lp_sha256_code_named(name) else { return nil }
    hash = lp_sha256_begin(code)
  }

  /// Which of `codes` runs.
  var code: String { String(cString: hash.code.pointee.name) }

  /// Adds bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    lp_sha256_update(&hash, start, bytes.count)
  }

  /// Adds bytes.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Adds an integer as its little-endian bytes.
  package mutating func update(littleEndian value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { update($0) }
  }

  /// The digest of all bytes so far; the hash may go on.
  package func finish() -> Digest {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Digest.byteCount) { bytes in
      guard let start = bytes.baseAddress else { preconditionFailure("32 bytes have an address") }
      withUnsafePointer(to: hash) { lp_sha256_digest($0, start) }
      guard let digest = Digest(bytes: bytes) else { preconditionFailure("SHA-256 yields 32 bytes") }
      return digest
    }
  }
}

extension Digest {
  /// The digest of bytes in memory.
  package static func of(_ bytes: UnsafeRawBufferPointer) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// The digest of bytes in memory.
  package static func of(_ bytes: [UInt8]) -> Digest {
    bytes.withUnsafeBytes { of($0) }
  }

  /// The digest of a file's bytes, streamed.
  /// - Throws: `FormatError.file` when the file cannot be read.
  package static func ofFile(_ path: String) throws -> Digest {
    var hash = SHA256()
    let reader = try FileRangeReader(path: path)
    while let chunk = try reader.next() { hash.update(UnsafeRawBufferPointer(chunk)) }
    return hash.finish()
  }
}
