extension [UInt8] {
  /// Lends the bytes in pieces of `size`; in one piece if that is 0.
  func inChunks(of size: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    withUnsafeBytes { bytes in
      let step = size == 0 ? Swift.max(1, bytes.count) : size
      for start in stride(from: 0, to: bytes.count, by: step) {
        body(UnsafeRawBufferPointer(rebasing: bytes[start..<Swift.min(bytes.count, start + step)]))
      }
    }
  }
}
