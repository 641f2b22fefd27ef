import CZstd
import Memory
import Parallel

/// Decompresses frames of tokens and keeps the last one: context, buffer and a cache of one frame.
final class FrameDecoder {
  /// Which frame the buffer holds.
  struct Key: Equatable {
    let reader: ObjectIdentifier
    let frame: Int
  }

  private let context: OpaquePointer
  /// Room for a frame of the wider ids.
  private let buffer: UnsafeMutableRawPointer
  private static let capacity = ShardLayout.frameBytes(.uint32)
  /// The frame in the buffer; nil if there is none.
  private(set) var key: Key?

  init() {
    guard let context = ZSTD_createDCtx() else { Memory.fail(byteCount: Self.capacity) }
    self.context = context
    buffer = .allocate(byteCount: Self.capacity, alignment: 64)
  }

  deinit {
    ZSTD_freeDCtx(context)
    buffer.deallocate()
  }

  /// Makes the next use decode again.
  func forget() { key = nil }

  /// The tokens of the frame in the buffer.
  func tokens(_ count: Int, _ type: TokenType) -> StoredTokens {
    StoredTokens(UnsafeRawBufferPointer(start: buffer, count: type.bytes * count), type: type)
  }

  /// Decompresses a frame of `byteCount` bytes of tokens whose content checksum must be `checksum`.
  /// - Returns: what is wrong with the frame; nil if nothing is.
  func decode(_ frame: UnsafeRawBufferPointer, byteCount bytes: Int, checksum: UInt32, key: Key) -> String? {
    self.key = nil
    // The last four bytes of a frame are its content checksum, the same that the seek table repeats.
    guard frame.count > 4,
      UInt32(littleEndian: frame.loadUnaligned(fromByteOffset: frame.count - 4, as: UInt32.self)) == checksum
    else { return "its checksum is not the seek table's" }
    let size = ZSTD_decompressDCtx(context, buffer, Self.capacity, frame.baseAddress, frame.count)
    // Not the frame is damaged then.
    if ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation { Memory.fail(byteCount: Self.capacity) }
    if ZSTD_isError(size) != 0 { return String(cString: ZSTD_getErrorName(size)) }
    guard size == bytes else { return "\(size) bytes of tokens (expected \(bytes))" }
    self.key = key
    return nil
  }
}

/// Decoders that are not in use, shared by the readers of a dataset: a small cache of frames.
final class FrameDecoderPool: Sendable {
  private let idle = Locked<[FrameDecoder]>([])
  private let capacity: Int

  /// A pool that keeps at most `capacity` frames of 16 or 32 KiB.
  init(capacity: Int = 16) {
    self.capacity = capacity
  }

  /// Lends a decoder to `body`: the one that holds the frame `key` if there is one, else a new one or the one that was
  /// used longest ago.
  func withDecoder<Result>(for key: FrameDecoder.Key, _ body: (FrameDecoder) throws -> Result) throws -> Result {
    let found: FrameDecoder? = idle.withLock { idle in
      if let index = idle.lastIndex(where: { $0.key == key }) { return idle.remove(at: index) }
      return idle.count >= capacity ? idle.removeFirst() : nil
    }
    let decoder = found ?? FrameDecoder()
    defer {
      idle.withLock { idle in
        if idle.count < capacity { idle.append(decoder) }
      }
    }
    return try body(decoder)
  }
}
