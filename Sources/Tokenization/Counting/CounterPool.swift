import Parallel

/// Counters that threads borrow for one part at a time, so that there are no more of them than threads.
final class CounterPool: Sendable {
  /// One owner at a time: the pool, or the thread that took it.
  private struct Slot: @unchecked Sendable {
    let counter: PretokenCounter
  }

  private let idle = Locked<[Slot]>([])
  private let make: @Sendable () -> PretokenCounter

  init(_ make: @escaping @Sendable () -> PretokenCounter) {
    self.make = make
  }

  /// A counter for the caller alone, until it gives it back.
  func take() -> PretokenCounter {
    idle.withLock { $0.popLast() }?.counter ?? make()
  }

  func giveBack(_ counter: PretokenCounter) {
    let slot = Slot(counter: counter)
    idle.withLock { $0.append(slot) }
  }

  /// All counts together. Call when every counter has been given back; the pool is empty afterwards.
  func sum() -> PretokenCounter {
    let total = take()
    while let next = idle.withLock({ $0.popLast() }) { total.add(next.counter) }
    return total
  }
}
