import CZstd

/// Compresses frames, each alone, on one thread at a time.
final class FrameCompressor {
  private let context: OpaquePointer
  /// The compressed frame after `compress`.
  private(set) var output: [UInt8]

  /// A compressor of the given level (1 fastest, 19 smallest).
  init(level: Int) throws(ShardProblem) {
    guard let context = ZSTD_createCCtx() else { throw .compression("no memory for a compressor") }
    self.context = context
    output = []
    let settings = [
      (ZSTD_c_compressionLevel, Int32(clamping: level)), (ZSTD_c_checksumFlag, 1), (ZSTD_c_contentSizeFlag, 1),
    ]
    for (parameter, value) in settings {
      try Self.check(ZSTD_CCtx_setParameter(context, parameter, value))
    }
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Compresses one frame; the result stays valid until the next call.
  func compress(_ bytes: UnsafeRawBufferPointer) throws(ShardProblem) -> [UInt8] {
    let bound = ZSTD_compressBound(bytes.count)
    var size = 0
    output = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      size = ZSTD_compress2(context, buffer.baseAddress, bound, bytes.baseAddress, bytes.count)
      count = ZSTD_isError(size) == 0 ? size : 0
    }
    try Self.check(size)
    return output
  }

  private static func check(_ result: Int) throws(ShardProblem) {
    if ZSTD_isError(result) != 0 { throw .compression(String(cString: ZSTD_getErrorName(result))) }
  }
}
