import Platform

/// Standard output as a stream of bytes, for results that are not text.
package enum StandardOutput {
  /// Writes all of `bytes`.
  /// - Throws: `FormatError.file` for a full disk or a closed pipe.
  package static func write(_ bytes: UnsafeRawBufferPointer) throws {
    if let code = FileCalls.system.writeAll(STDOUT_FILENO, bytes) {
      throw FormatError.file(path: "standard output", .unwritable(code))
    }
  }
}
