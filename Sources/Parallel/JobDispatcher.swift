import Platform
import Synchronization

/// Hands the tasks of a team's current job to its threads.
///
/// **Claims.** `ticket` holds the job's number in its upper half and the next unclaimed task in its lower
/// half. A thread claims a task by advancing the ticket with compare-and-exchange, so one that woke late and
/// still believes in an older job can never claim from a newer one. A job is closed (a closed ticket) before
/// `tasks` and `body` change, so whoever claimed a task read the values that belong to it.
///
/// **Completion.** `unfinished` counts tasks not yet done. Only when it is zero does `run` return and the
/// job's closure end; a thread that claimed nothing never touches the closure.
///
/// **Safety.** `body` is written only by the caller of `run` while no task is claimed or claimable.
final class JobDispatcher: @unchecked Sendable {
  private let ticket = Atomic<UInt64>(closedMark)
  private let tasks = Atomic<Int>(0)
  private let unfinished = Atomic<Int>(0)
  private let closing = Atomic<Bool>(false)
  private let idle = ParkingLot()
  private var body: ((Int) -> Void)?

  /// Lower half of a ticket from which nothing can be claimed.
  private static let closedMark: UInt64 = 0xFFFF_FFFF

  /// Checks a condition this many times, yielding the processor in between, before the thread is parked.
  private static let spins = 200

  /// Posts a job, works on it, and returns when every task is done. One caller at a time.
  func run(tasks count: Int, body: @escaping (Int) -> Void) {
    precondition(count < Self.closedMark, "ThreadTeam: more than 2^32 tasks in one call")
    let number = (ticket.load(ordering: .relaxed) >> 32) &+ 1
    ticket.store(number << 32 | Self.closedMark, ordering: .sequentiallyConsistent)
    self.body = body
    unfinished.store(count, ordering: .relaxed)
    tasks.store(count, ordering: .releasing)
    ticket.store(number << 32, ordering: .releasing)
    idle.wakeAll()

    while claimAndRun() {}
    wait { self.unfinished.load(ordering: .acquiring) == 0 }
    self.body = nil
  }

  /// A worker's loop: takes part in every job until the dispatcher closes.
  func work() {
    TeamMembership.isMember = true
    while !closing.load(ordering: .acquiring) {
      while claimAndRun() {}
      wait { self.hasWork || self.closing.load(ordering: .acquiring) }
    }
  }

  /// Whether there seems to be a task to claim.
  private var hasWork: Bool {
    ticket.load(ordering: .acquiring) & Self.closedMark < UInt64(tasks.load(ordering: .acquiring))
  }

  /// Ends the loop of every worker.
  func close() {
    closing.store(true, ordering: .releasing)
    idle.wakeAll()
  }

  /// Claims one task and runs it; false if there is none to claim.
  private func claimAndRun() -> Bool {
    var seen = ticket.load(ordering: .acquiring)
    while true {
      let task = seen & Self.closedMark
      guard task < UInt64(tasks.load(ordering: .acquiring)) else { return false }
      let (claimed, now) = ticket.weakCompareExchange(
        expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
      if claimed {
        call(Int(task))
        if unfinished.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { idle.wakeAll() }
        return true
      }
      seen = now
    }
  }

  /// Not inlined: every reference to the closure is given up before the task counts as done.
  @inline(never)
  private func call(_ task: Int) {
    body?(task)
  }

  private func wait(until ready: () -> Bool) {
    for _ in 0..<Self.spins {
      if ready() { return }
      sched_yield()
    }
    idle.park(until: ready)
  }
}

/// Threads parked until a condition holds. Whoever makes the condition true calls `wakeAll` afterwards.
private final class ParkingLot: @unchecked Sendable {
  private let monitor = Monitor()
  private var parked = 0

  func park(until ready: () -> Bool) {
    monitor.lock()
    parked += 1
    while !ready() { monitor.wait() }
    parked -= 1
    monitor.unlock()
  }

  func wakeAll() {
    monitor.lock()
    if parked > 0 { monitor.wakeAll() }
    monitor.unlock()
  }
}
