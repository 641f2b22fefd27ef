import Memory
import Parallel

/// Tokens collected into a fixed number of frames and compressed together.
final class FrameBatch {
  /// A compressed frame and the number of tokens in it.
  struct Frame: Sendable {
    let bytes: [UInt8]
    let tokens: Int
  }

  /// The compressed frames, after `compress`.
  private(set) var frames: [Frame] = []

  // 64 frames: 1 or 2 MiB of tokens, enough to keep many threads busy, small enough to be no matter.
  private static let capacity = 64 * ShardLayout.frameTokens

  // Ids as they are stored.
  private let tokens: UnsafeMutableRawPointer
  private let type: TokenType
  private var count = 0
  private let level: Int
  private let team: ThreadTeam?
  private let idle = Locked<[FrameCompressor]>([])

  init(type: TokenType, level: Int, team: ThreadTeam?) {
    self.type = type
    self.level = level
    self.team = team
    tokens = Memory.allocate(byteCount: type.bytes * Self.capacity)
  }

  deinit { Memory.free(tokens) }

  var isFull: Bool { count == Self.capacity }

  /// The bytes of the tokens collected, little-endian.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: tokens, count: type.bytes * count) }

  /// Takes as many of the tokens, which have the same type, as fit and says how many.
  func fill(_ new: StoredTokens) -> Int {
    precondition(new.type == type, "tokens of another width")
    let taken = min(new.count, Self.capacity - count)
    guard taken > 0, let source = new.bytes.baseAddress else { return 0 }
    (tokens + type.bytes * count).copyMemory(from: source, byteCount: type.bytes * taken)
    count += taken
    return taken
  }

  /// Compresses what was collected; the last frame may be short.
  func compress() throws(ShardProblem) {
    let frameCount = (count + ShardLayout.frameTokens - 1) / ShardLayout.frameTokens
    guard frameCount > 0 else { return }
    let results = Locked([Result<Frame, ShardProblem>?](repeating: nil, count: frameCount))
    let compressOne = { (index: Int) in
      let frame = self.compressFrame(index)
      results.withLock { $0[index] = frame }
    }
    if let team {
      team.perform(tasks: frameCount, compressOne)
    } else {
      for index in 0..<frameCount { compressOne(index) }
    }
    frames = []
    for case .some(let result) in results.withLock({ $0 }) { frames.append(try result.get()) }
  }

  /// Forgets the tokens and the frames.
  func clear() {
    count = 0
    frames = []
  }

  private func compressFrame(_ index: Int) -> Result<Frame, ShardProblem> {
    Result { () throws(ShardProblem) in
      let compressor: FrameCompressor
      if let free = idle.withLock({ $0.popLast() }) {
        compressor = free
      } else {
        compressor = try FrameCompressor(level: level)
      }
      defer { idle.withLock { $0.append(compressor) } }
      let start = index * ShardLayout.frameTokens
      let length = min(ShardLayout.frameTokens, count - start)
      let bytes = try compressor.compress(
        UnsafeRawBufferPointer(start: tokens + type.bytes * start, count: type.bytes * length))
      return Frame(bytes: bytes, tokens: length)
    }
  }
}
