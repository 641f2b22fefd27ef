import Formats
import PJRT
import Parallel
import Platform

/// Signs of life of processes that train together: each counts aloud in their store, process 0 listens to all of them, and
/// the others to process 0.
///
/// A count is compared with the one before by the listener's own clock: clocks of hosts need not agree.
package final class ProcessWatch: Sendable {
  /// How long processes wait for each other.
  package struct Times: Sendable {
    /// Until all have been started.
    package var meeting: Duration
    /// From one sign of life to the next.
    package var interval: Duration
    /// Without a sign of life: a network file system may show one late.
    package var silence: Duration
    /// For the others at the end.
    package var leaving: Duration

    package init(meeting: Duration, interval: Duration, silence: Duration, leaving: Duration) {
      (self.meeting, self.interval, self.silence, self.leaving) = (meeting, interval, silence, leaving)
    }

    package static let usual = Times(
      meeting: .seconds(600), interval: .seconds(2), silence: .seconds(60), leaving: .seconds(10))
  }

  private let store: KeyValueFolder
  private let process: Int
  private let watched: [Int]
  private let times: Times
  private let lost: @Sendable (ProcessLoss) -> Void
  private let hasLeft = Locked(false)

  init(
    _ store: KeyValueFolder, process: Int, of count: Int, times: Times, lost: @escaping @Sendable (ProcessLoss) -> Void
  ) {
    (self.store, self.process, self.times, self.lost) = (store, process, times, lost)
    watched = process == 0 ? Array(1..<count) : [0]
  }

  /// Begins to count and to listen, on a thread of its own.
  func start() {
    _ = BackgroundThread.start { [self] in run() }
  }

  /// Says that this process is done, and with which exit code; nothing is called lost any more.
  func leave(code: Int32) {
    hasLeft.withLock { $0 = true }
    try? store.put(Self.departure(process), Array("\(code)".utf8))
  }

  /// Waits a while until all others have left.
  /// - Returns: Whether they have.
  func awaitOthers() -> Bool {
    var polling = Polling(timeout: times.leaving)
    repeat {
      if watched.allSatisfy({ departed($0) != nil }) { return true }
    } while polling.pause()
    return false
  }

  private func run() {
    let clock = ContinuousClock()
    var heard = Dictionary(uniqueKeysWithValues: watched.map { ($0, (sign: [UInt8](), at: clock.now)) })
    var count = 0
    while !hasLeft.withLock(\.self) {
      count += 1
      // A full disk for a moment is no reason to end.
      try? store.put(Self.life(process), Array("\(count)".utf8))
      for (other, last) in heard {
        if let code = departed(other) {
          if code != 0 { return report(.failed(process: other, code: code)) }
          heard[other] = nil
        } else if let sign = try? store.tryGet(Self.life(other)), sign != last.sign {
          heard[other] = (sign, clock.now)
        } else if clock.now - last.at > times.silence {
          return report(.silent(process: other, after: clock.now - last.at))
        }
      }
      Polling.sleep(times.interval)
    }
  }

  private func report(_ loss: ProcessLoss) {
    // Nobody is lost to a process that has just left.
    guard !hasLeft.withLock(\.self) else { return }
    try? store.put(Self.departure(process), Array("75".utf8))
    lost(loss)
  }

  private func departed(_ other: Int) -> Int32? {
    (try? store.tryGet(Self.departure(other))).flatMap { Int32(String(decoding: $0, as: UTF8.self)) }
  }

  private static func life(_ process: Int) -> [UInt8] { Array("life \(process)".utf8) }
  private static func departure(_ process: Int) -> [UInt8] { Array("departure \(process)".utf8) }
}
