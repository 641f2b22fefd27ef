import Memory
import Platform

/// Signs of life around the ring of ranks: each sends one to the next every second, and misses those of the one before.
///
/// A process that is killed does not always end the others: what started it may not look, and messages through shared
/// memory are simply never answered. So a rank that hears nothing for ``Patience/silence`` ends the group. Time in which
/// this process itself did not run (stopped, suspended) does not count.
final class Heartbeat {
  private let messages: any PointToPoint
  private let patience: Patience
  private let incoming: UnsafeMutableRawBufferPointer
  private let outgoing: UnsafeMutableRawBufferPointer
  /// The machines of the ranks, for messages; empty while they are not known.
  var hosts: [String] = []

  private var receiving: PendingMessage?
  private var sending: PendingMessage?
  private var lastTick = SuspendingClock.now
  private var lastSent: SuspendingClock.Instant?
  private var silence = Duration.zero
  private var isFarewellSent = false
  private var isFarewellHeard = false

  private var next: Int { (messages.rank + 1) % messages.size }
  private var previous: Int { (messages.rank + messages.size - 1) % messages.size }

  init(_ messages: any PointToPoint, patience: Patience) throws {
    self.messages = messages
    self.patience = patience
    incoming = UnsafeMutableRawBufferPointer(
      start: Memory.allocate(byteCount: Notice.byteCount), count: Notice.byteCount)
    outgoing = UnsafeMutableRawBufferPointer(
      start: Memory.allocate(byteCount: Notice.byteCount), count: Notice.byteCount)
    if messages.size > 1 { receiving = try messages.receive(into: incoming, from: nil, on: .control) }
  }

  deinit {
    // A network may still write into memory of messages that were never done: it is left to it.
    if receiving == nil { Memory.free(incoming.baseAddress) }
    if sending == nil { Memory.free(outgoing.baseAddress) }
  }

  /// Sends and hears what is due; cheap if nothing is.
  ///
  /// - Throws: `CollectivesError` about a rank that is gone, and what the network says
  func tick() throws {
    guard messages.size > 1 else { return }
    let now = SuspendingClock.now
    let passed = now - lastTick
    guard passed >= patience.tick else { return }
    lastTick = now
    silence += min(passed, patience.longestGap)
    try hear()
    if silence > patience.silence, !isFarewellHeard {
      throw CollectivesError.silent(named(previous), seconds: silence.seconds)
    }
    if !isFarewellSent, lastSent.map({ now - $0 >= patience.interval }) ?? true, try send(.alive(from: messages.rank)) {
      lastSent = now
    }
  }

  /// Says that this rank needs no more signs of life, and waits until the one before has said so: then no notice is under
  /// way any more.
  func sayFarewell() throws {
    guard messages.size > 1 else { return }
    var pause = Pause()
    while !(isFarewellSent && isFarewellHeard && sending == nil) {
      if !isFarewellSent { isFarewellSent = try send(.farewell(from: messages.rank)) }
      try finishSending()
      try hear()
      try tick()
      pause.rest()
    }
  }

  private func named(_ rank: Int) -> CollectivesError.Rank {
    CollectivesError.Rank(rank, host: hosts.indices.contains(rank) ? hosts[rank] : nil)
  }

  /// Takes what has come.
  ///
  /// - Throws: `CollectivesError.ended`, and what the network says
  func hear() throws {
    while let message = receiving, try messages.isDone(message) {
      receiving = nil
      switch Notice(incoming) {
      case .failure(_, let about, let words):
        throw CollectivesError.ended(named(about), words: words)
      case .farewell: isFarewellHeard = true
      case .alive, nil: silence = .zero
      }
      // Nobody sends after the farewell of the one before, who hears of all failures.
      if !isFarewellHeard { receiving = try messages.receive(into: incoming, from: nil, on: .control) }
    }
  }

  /// Begins to send a notice to the next rank; false while the one before is under way.
  private func send(_ notice: Notice) throws -> Bool {
    try finishSending()
    guard sending == nil else { return false }
    outgoing.copyBytes(from: notice.bytes)
    sending = try messages.send(UnsafeRawBufferPointer(outgoing), to: next, on: .control)
    return true
  }

  private func finishSending() throws {
    if let message = sending, try messages.isDone(message) { sending = nil }
  }
}

/// How long ranks wait for each other's signs of life.
package struct Patience: Sendable {
  /// A rank that is silent for so long is gone.
  package var silence: Duration
  /// Between two signs of life.
  package var interval: Duration
  /// Between two looks for them.
  package var tick: Duration
  /// Of a longer time between two looks no more counts: this process did not run.
  package var longestGap: Duration

  /// - Parameter silence: A rank that is silent for so long is gone; signs of life come ten times as often.
  package init(silence: Duration = .seconds(20)) {
    self.silence = silence
    interval = min(.seconds(1), silence / 10)
    tick = interval / 20
    longestGap = interval
  }
}
