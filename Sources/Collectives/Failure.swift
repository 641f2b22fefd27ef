import Memory

/// Tells all other ranks why the group ends.
///
/// It is the last thing that a rank does in a group, so errors and ranks that do not listen are no matter: after a short
/// time it goes on without them. The memory of such messages stays with the network.
enum Failure {
  /// How often it is asked whether all were told: with ``Pause``, about a second.
  private static let questions = 600

  /// Begins to tell all others, and waits a little for them.
  ///
  /// - Parameters:
  ///   - about: Which rank is the reason.
  ///   - words: What is said about it, after "rank 3 has ended:".
  ///   - messages: How they are reached.
  static func announce(about: Int, words: String, over messages: any PointToPoint) {
    let count = Notice.byteCount
    let bytes = UnsafeMutableRawBufferPointer(start: Memory.allocate(byteCount: count), count: count)
    bytes.copyBytes(from: Notice.failure(from: messages.rank, about: about, words: words).bytes)
    let others = (0..<messages.size).filter { $0 != messages.rank && $0 != about }
    var pending = others.compactMap { try? messages.send(UnsafeRawBufferPointer(bytes), to: $0, on: .control) }
    var pause = Pause()
    for _ in 0..<questions where !pending.isEmpty {
      pending.removeAll { (try? messages.isDone($0)) ?? true }
      pause.rest()
    }
    if pending.isEmpty { Memory.free(bytes.baseAddress) }
  }
}
