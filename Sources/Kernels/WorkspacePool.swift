import Parallel

/// Working memory for the inside of operations: packed operands, one head's keys, a chunk of logits.
///
/// A task borrows a buffer and gives it back; the pool keeps it for the next. After the first step nothing
/// is allocated any more, and there are never more buffers than tasks that ran at the same moment.
final class WorkspacePool: Sendable {
  private let idle = Locked<[FloatBuffer]>([])

  /// Calls `body` with memory for `count` floats of no particular value, 64-byte aligned.
  func borrow<Result>(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    let buffer = take(count) ?? FloatBuffer(count: Self.roundedUp(count))
    defer { idle.withLock { $0.append(buffer) } }
    return body(buffer.pointer)
  }

  private func take(_ count: Int) -> FloatBuffer? {
    idle.withLock { idle in
      Self.choice(for: count, among: idle, size: \.count).map { idle.remove(at: $0) }
    }
  }

  /// Floats in the buffers that no task has borrowed at this moment.
  var idleSizes: [Int] { idle.withLock { $0.map(\.count) } }

  /// The smallest of some buffers that is large enough, unless it is far too large to be tied up with this.
  static func choice<Buffer>(for count: Int, among buffers: [Buffer], size: (Buffer) -> Int) -> Int? {
    var best: Int?
    for (i, buffer) in buffers.enumerated() where size(buffer) >= count && size(buffer) <= 4 * roundedUp(count) {
      if best.map({ size(buffer) < size(buffers[$0]) }) ?? true { best = i }
    }
    return best
  }

  /// Sizes in steps of a sixteenth of a power of two, so that nearly equal requests share buffers.
  static func roundedUp(_ count: Int) -> Int {
    let count = max(count, 1024)
    let step = 1 << (Int.bitWidth - count.leadingZeroBitCount - 5)
    return (count + step - 1) / step * step
  }
}
