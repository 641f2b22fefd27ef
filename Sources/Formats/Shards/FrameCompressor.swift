import CZstd

/// Compresses frames, each alone, on one thread at a time.
///
/// Tokens repeat in shape, not in sequence: nearly all that can be saved is saved by Huffman's code for single bytes.
/// So level 1, which is for speed, looks for repeats only here and there: 4 % more bytes, three times as fast.
final class FrameCompressor {
  private let context: OpaquePointer
  /// The compressed frame after `compress`.
  private(set) var output: [UInt8]

  /// A compressor of the given level (1 fastest, 19 smallest).
  init(level: Int) throws(ShardProblem) {
    guard let context = ZSTD_createCCtx() else { throw .noMemory }
    self.context = context
    output = []
    let settings = [
      (ZSTD_c_compressionLevel, Int32(clamping: level)), (ZSTD_c_checksumFlag, 1), (ZSTD_c_contentSizeFlag, 1),
    ]
    for (parameter, value) in settings {
      try Self.check(ZSTD_CCtx_setParameter(context, parameter, value))
    }
    // Where a library does not know the first, it would leave Huffman's code out at the second.
    if level == 1, ZSTD_isError(ZSTD_CCtx_setParameter(context, Self.literalCompression, 1)) == 0 {
      for (parameter, value) in [(ZSTD_c_targetLength, 8), (ZSTD_c_minMatch, 7), (ZSTD_c_hashLog, 12)] {
        try Self.check(ZSTD_CCtx_setParameter(context, parameter, Int32(value)))
      }
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

  /// `ZSTD_c_literalCompressionMode`, of which the stable header tells the number only; 1 is: always.
  private static let literalCompression = ZSTD_c_experimentalParam5

  private static func check(_ result: Int) throws(ShardProblem) {
    guard ZSTD_isError(result) != 0 else { return }
    throw ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation
      ? .noMemory : .compression(String(cString: ZSTD_getErrorName(result)))
  }
}
