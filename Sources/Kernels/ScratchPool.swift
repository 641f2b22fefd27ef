import Synchronization

/// Buffers for the inside of operations: packed operands, one head's keys, a chunk of logits.
///
/// A task borrows a buffer and gives it back; the pool keeps it for the next. After the first step nothing
/// is allocated any more, and there are never more buffers than tasks that ran at the same moment.
final class ScratchPool: Sendable {
  private let idle = Mutex<[FloatBuffer]>([])

  /// Calls `body` with room for `count` floats of no particular value, 64-byte aligned.
  func borrow<Result>(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    let buffer = take(count) ?? FloatBuffer(count: Self.roundedUp(count))
    defer { idle.withLock { $0.append(buffer) } }
    return body(buffer.pointer)
  }

  /// The smallest idle buffer that is large enough, unless it is far too large to be tied up with this.
  private func take(_ count: Int) -> FloatBuffer? {
    idle.withLock { idle in
      var best: Int?
      for (i, buffer) in idle.enumerated() where buffer.count >= count && buffer.count <= 4 * Self.roundedUp(count) {
        if best.map({ buffer.count < idle[$0].count }) ?? true { best = i }
      }
      return best.map { idle.remove(at: $0) }
    }
  }

  /// Sizes in steps of a quarter of a power of two, so that nearly equal requests share buffers.
  private static func roundedUp(_ count: Int) -> Int {
    let count = max(count, 1024)
    let step = 1 << (Int.bitWidth - count.leadingZeroBitCount - 3)
    return (count + step - 1) / step * step
  }
}
