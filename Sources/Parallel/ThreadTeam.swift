import Platform
import Synchronization

/// A fixed set of threads that work through numbered tasks together; the caller is one of them.
///
/// A task is claimed by whichever thread is free, in ascending order, so results may depend on a task's
/// number but never on the thread that ran it. Whoever cuts work into tasks by the shape of the data alone
/// gets the same bits from one thread and from sixty-four.
///
/// One job runs at a time: a second thread that calls `perform` waits for the first. A call from inside a
/// task runs its tasks one after another on the calling thread, so nesting is safe and never waits.
///
/// Training makes hundreds of calls per step, so an idle thread looks out for the next job for some tens of
/// microseconds before it goes to sleep.
package final class ThreadTeam: Sendable {
  /// The number of threads that share the work, the caller included.
  package let threads: Int

  /// The number of threads that a call to `perform` from here would use: 1 from inside a task.
  package var threadsHere: Int { TeamMembership.isMember ? 1 : threads }

  private let dispatcher = JobDispatcher()
  private let workers: [pthread_t]
  private let callers = Locked(())

  /// Starts `threads - 1` threads; `threads` is brought into `1...1024`.
  ///
  /// If the system refuses to start that many, the team is as large as it could be.
  package init(threads: Int) {
    let dispatcher = self.dispatcher
    var workers: [pthread_t] = []
    for _ in 1..<max(2, min(threads, 1024)) where threads > 1 {
      guard let worker = startThread({ dispatcher.work() }) else { break }
      workers.append(worker)
    }
    self.workers = workers
    self.threads = workers.count + 1
  }

  deinit {
    dispatcher.close()
    for worker in workers { pthread_join(worker, nil) }
  }

  /// Runs `body(0) ..< body(tasks)`, each exactly once, and returns when all are done.
  package func perform(tasks: Int, _ body: (_ task: Int) -> Void) {
    guard tasks > 0 else { return }
    guard tasks > 1, threads > 1, !TeamMembership.isMember else {
      for task in 0..<tasks { body(task) }
      return
    }
    callers.withLock { _ in
      TeamMembership.isMember = true
      lend(body) { dispatcher.run(tasks: tasks, body: $0) }
      TeamMembership.isMember = false
    }
  }

  /// The compiler's check that nothing kept `body` holds the length of this file's path, which would make a release of
  /// each folder another one. So the file has a name here.
  #sourceLocation(file:"ThreadTeam.lend",line:1)
  private func lend(_ body: (Int) -> Void, to use: (@escaping (Int) -> Void) -> Void) {
    withoutActuallyEscaping(body, do: use)
  }
  #sourceLocation()

  /// Runs the tasks of several lists as one: `body` gets the list's number and the task's in it, list by list.
  package func perform(lists: [Int], _ body: (_ list: Int, _ task: Int) -> Void) {
    perform(tasks: lists.reduce(0, +)) { number in
      var (list, task) = (0, number)
      while task >= lists[list] { (list, task) = (list + 1, task - lists[list]) }
      body(list, task)
    }
  }

  /// Does two things side by side, or one after the other on a team of one thread.
  /// - Throws: The first one's error, or else the second one's; both are done by then.
  package func both<First, Second>(
    _ first: () throws -> First, _ second: () throws -> Second
  ) throws -> (First, Second) {
    var one: Result<First, any Error>?
    var other: Result<Second, any Error>?
    perform(tasks: 2) { task in
      if task == 0 { one = Result { try first() } } else { other = Result { try second() } }
    }
    guard let one, let other else { preconditionFailure("a team does each task") }
    return (try one.get(), try other.get())
  }

  /// Cuts `0..<count` into ranges of `grain` (the last one may be shorter) and runs `body` on each.
  package func perform(over count: Int, grain: Int, _ body: (_ range: Range<Int>) -> Void) {
    guard count > 0 else { return }
    let grain = max(1, grain)
    perform(tasks: (count - 1) / grain + 1) { task in
      let start = task * grain
      body(start..<start + min(grain, count - start))
    }
  }

  /// Runs every task, then returns the results in task order, or throws the first error in task order.
  package func map<T: Sendable>(tasks: Int, _ body: (_ task: Int) throws -> T) throws -> [T] {
    guard tasks > 0 else { return [] }
    let results = UnsafeMutableBufferPointer<Result<T, any Error>>.allocate(capacity: tasks)
    defer { results.deallocate() }
    perform(tasks: tasks) { task in
      results.initializeElement(at: task, to: Result { try body(task) })
    }
    defer { results.deinitialize() }
    return try results.map { try $0.get() }
  }
}
