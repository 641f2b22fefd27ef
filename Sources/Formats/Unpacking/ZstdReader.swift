import CZstd
import Memory

/// Unpacks a zstd file of any number of frames.
final class ZstdReader: ByteSource {
  private let name: String
  private let packed: any ByteSource
  private let context: OpaquePointer
  private let output = ReadBuffer(bytes: 1 << 20)
  private var input = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
  /// Whether a frame has begun and not ended.
  private var isInsideFrame = false

  /// - Throws: `FormatError.file` if there is no memory.
  init(_ packed: any ByteSource, named name: String) throws {
    self.name = name
    self.packed = packed
    guard let context = ZSTD_createDCtx() else { throw FormatError.file(path: name, .noMemory) }
    self.context = context
    // As large as `zstd --long=31` makes them; the memory is taken when a frame asks for it.
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 31)
  }

  deinit { ZSTD_freeDCtx(context) }

  func next() throws -> UnsafeBufferPointer<UInt8>? {
    var unpacked = ZSTD_outBuffer(dst: output.bytes.baseAddress, size: output.bytes.count, pos: 0)
    while unpacked.pos == 0 {
      if input.pos == input.size {
        guard let chunk = try packed.next() else {
          if isInsideFrame { throw damaged("it ends in the middle") }
          return nil
        }
        input = ZSTD_inBuffer(src: chunk.baseAddress, size: chunk.count, pos: 0)
      }
      let result = ZSTD_decompressStream(context, &unpacked, &input)
      if ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation { throw FormatError.file(path: name, .noMemory) }
      guard ZSTD_isError(result) == 0 else { throw damaged(String(cString: ZSTD_getErrorName(result))) }
      isInsideFrame = result != 0
    }
    return UnsafeRawBufferPointer(rebasing: output.bytes[..<unpacked.pos]).assumingMemoryBound(to: UInt8.self)
  }

  private func damaged(_ detail: String) -> FormatError {
    .file(path: name, .unpacking(format: "zstd", detail: detail.prefix(1).lowercased() + detail.dropFirst()))
  }
}
