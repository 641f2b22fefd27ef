import Memory

/// The part of a stream of text that is still to be cut: bytes are added at the end and dropped at the front.
///
/// Safety contract: `bytes[0 ..< count]` is the text, and `padding` readable bytes follow it, so that wide loads
/// near the end stay inside the allocation. Pointers hold until the next `append` or deinit.
final class TextBuffer {
  /// Bytes that may be read beyond the text.
  static let padding = 64

  private(set) var count = 0
  private(set) var bytes: UnsafeMutablePointer<UInt8>
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    bytes = Self.reallocate(nil, capacity: capacity)
  }

  deinit { Memory.free(bytes) }

  /// Adds `more` at the end.
  func append(_ more: UnsafeRawBufferPointer) {
    guard let source = more.baseAddress else { return }
    if count + more.count > capacity { grow(to: max(2 * capacity, count + more.count)) }
    UnsafeMutableRawPointer(bytes + count).copyMemory(from: source, byteCount: more.count)
    count += more.count
  }

  /// Drops the first `length` bytes.
  func dropFirst(_ length: Int) {
    guard length > 0 else { return }
    count -= length
    bytes.update(from: bytes + length, count: count)
  }

  private func grow(to newCapacity: Int) {
    bytes = Self.reallocate(bytes, capacity: newCapacity)
    capacity = newCapacity
  }

  /// `realloc` moves the pages of a large buffer instead of copying it, and what is never used takes no memory.
  private static func reallocate(_ bytes: UnsafeMutablePointer<UInt8>?, capacity: Int) -> UnsafeMutablePointer<UInt8> {
    let grown = Memory.reallocate(bytes, byteCount: capacity + padding)
    let bytes = grown.bindMemory(to: UInt8.self, capacity: capacity + padding)
    (bytes + capacity).initialize(repeating: 0, count: padding)
    return bytes
  }
}
