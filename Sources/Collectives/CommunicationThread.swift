import Parallel
import Platform

/// The one thread on which a process sends and receives: jobs run there one after another, in the order in which they were
/// handed over. After a job that failed, all later ones fail in the same way.
///
/// MPI libraries want all calls from the thread that started them, and a thread of its own moves messages while others
/// compute.
final class CommunicationThread: @unchecked Sendable {
  typealias Job = (Peers) throws -> Void

  private let monitor = Monitor()
  private var jobs: [Job] = []
  private var handedOver = 0
  private var done = 0
  private var failure: (any Error)?
  private var peers: Peers?
  private var last: ((Peers) -> Void)?
  /// What the last job threw; read when the thread has ended.
  private var lastError: (any Error)?
  private var isEnded = false
  private var thread: pthread_t?

  /// Between two signs of life while there is nothing to do.
  private static let idleTime = Duration.milliseconds(50)

  /// Starts the thread and waits until it has met the other ranks.
  ///
  /// - Parameters:
  ///   - connect: runs on the new thread
  ///   - failed: runs there after the first error of a job
  /// - Throws: what `connect` throws; `CollectivesError.noThread`
  init(
    connect: @escaping @Sendable () throws -> Peers, failed: @escaping @Sendable (Peers, any Error) -> Void
  ) throws {
    thread = startThread { [self] in work(connect, failed) }
    guard thread != nil else { throw CollectivesError.noThread }
    monitor.lock()
    while peers == nil, failure == nil { monitor.wait() }
    let failure = failure
    monitor.unlock()
    if let failure {
      join()
      throw failure
    }
  }

  /// Hands over a job.
  ///
  /// - Returns: its number, to wait for
  func submit(_ job: @escaping Job) -> Int {
    monitor.lock()
    defer { monitor.unlock() }
    jobs.append(job)
    handedOver += 1
    monitor.wakeAll()
    return handedOver
  }

  /// Waits for a job and all before it; for all that were handed over if there is no number.
  ///
  /// - Throws: the first error of all jobs
  func wait(for number: Int? = nil) throws {
    monitor.lock()
    defer { monitor.unlock() }
    let number = number ?? handedOver
    while done < number { monitor.wait() }
    if let failure { throw failure }
  }

  /// Ends the thread when its jobs are done, with one that runs even if they failed.
  ///
  /// - Throws: what that one throws
  func end(_ last: @escaping Job) throws {
    ask(for: last)
    join()
    if let lastError { throw lastError }
  }

  /// The same, but no longer than about so long: a thread that has not ended by then is left alone.
  ///
  /// - Returns: whether it has ended
  /// - Throws: what the last job throws
  func end(atMost limit: Duration, _ last: @escaping Job) throws -> Bool {
    ask(for: last)
    let latest = ContinuousClock.now + limit
    monitor.lock()
    while !isEnded, ContinuousClock.now < latest { monitor.wait(atMost: .milliseconds(100)) }
    let isEnded = isEnded
    monitor.unlock()
    guard isEnded else { return false }
    join()
    if let lastError { throw lastError }
    return true
  }

  private func ask(for last: @escaping Job) {
    monitor.lock()
    self.last = { [self] peers in lastError = Self.error { try last(peers) } }
    monitor.wakeAll()
    monitor.unlock()
  }

  private func join() {
    if let thread { pthread_join(thread, nil) }
    thread = nil
  }

  private func work(
    _ connect: @Sendable () throws -> Peers, _ failed: @Sendable (Peers, any Error) -> Void
  ) {
    let result = Result { try connect() }
    monitor.lock()
    switch result {
    case .success(let connected): peers = connected
    case .failure(let error): failure = error
    }
    monitor.wakeAll()
    guard let peers else { return monitor.unlock() }
    while let job = nextJob(peers, failed) {
      let isRefused = failure != nil
      monitor.unlock()
      let error = isRefused ? nil : Self.error { try job(peers) }
      if let error { failed(peers, error) }
      monitor.lock()
      failure = failure ?? error
      done += 1
      monitor.wakeAll()
    }
    monitor.unlock()
    last?(peers)
    // A network may still write into memory of messages that were never done: it is left to it.
    if failure != nil { _ = Unmanaged.passRetained(peers) }
    self.peers = nil
    monitor.lock()
    isEnded = true
    monitor.wakeAll()
    monitor.unlock()
  }

  /// The next job, when there is one; until then signs of life. nil at the end. The monitor is held.
  private func nextJob(_ peers: Peers, _ failed: (Peers, any Error) -> Void) -> Job? {
    while jobs.isEmpty {
      if last != nil { return nil }
      monitor.wait(atMost: Self.idleTime)
      guard jobs.isEmpty, failure == nil else { continue }
      monitor.unlock()
      let error = Self.error { try peers.heartbeat.tick() }
      if let error { failed(peers, error) }
      monitor.lock()
      failure = failure ?? error
    }
    return jobs.removeFirst()
  }

  private static func error(of body: () throws -> Void) -> (any Error)? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }
}
