extension ThreadTeam {
  /// Makes results on all threads and hands them over in order, one at a time: no thread waits for a round to end.
  ///
  ///     next    input 0   input 1   input 2   …       one call at a time, in order
  ///     make      any thread, several at once
  ///     take    result 0  result 1  result 2  …       one call at a time, in order, on whichever thread is free
  ///
  /// At most `limit` results are under way or waiting to be taken. After an error nothing new is begun.
  /// - Parameters:
  ///   - limit: 1 or more.
  ///   - next: The next input; nil after the last one.
  ///   - make: What an input becomes.
  ///   - take: What is done with it.
  /// - Throws: The first error that any of the three threw.
  package func inOrder<Input, Output>(
    limit: Int, next: () throws -> Input?, make: (Input) throws -> Output, take: (Output) throws -> Void
  ) throws {
    let work = OrderedWork<Output>(limit: limit)
    perform(tasks: threads) { _ in
      work.monitor.lock()
      defer { work.monitor.unlock() }
      while let step = work.step() {
        switch step {
        case .take(let result): work.taking { try take(result) }
        case .begin:
          guard let input = work.guarded({ try next() }) ?? nil else {
            work.end()
            continue
          }
          work.making { try make(input) }
        case .wait: work.monitor.wait()
        }
      }
    }
    if let error = work.error { throw error }
  }
}

/// Who does what next. All of it happens under the monitor's lock but the closures of `making` and `taking`.
private final class OrderedWork<Output> {
  enum Step {
    case take(Output)
    case begin
    case wait
  }

  let monitor = Monitor()
  private(set) var error: (any Error)?
  private let limit: Int
  private var results: [Int: Output] = [:]
  private var begun = 0
  private var taken = 0
  private var isTaking = false
  private var isEnded = false

  init(limit: Int) { self.limit = max(1, limit) }

  /// What a free thread does next; nil when there is nothing left for it.
  func step() -> Step? {
    if error != nil { return nil }
    if !isTaking, let result = results.removeValue(forKey: taken) { return .take(result) }
    if !isEnded, begun - taken < limit { return .begin }
    return isEnded && taken == begun ? nil : .wait
  }

  /// There are no more inputs.
  func end() {
    isEnded = true
    monitor.wakeAll()
  }

  /// Makes the next result without the lock.
  func making(_ body: () throws -> Output) {
    let number = begun
    begun += 1
    let result = withoutLock(body)
    if let result { results[number] = result }
  }

  /// Takes the result that is due without the lock.
  func taking(_ body: () throws -> Void) {
    isTaking = true
    withoutLock(body)
    isTaking = false
    taken += 1
  }

  /// The value of `body`, or nil and its error noted.
  func guarded<Value>(_ body: () throws -> Value) -> Value? {
    do {
      return try body()
    } catch {
      self.error = self.error ?? error
      return nil
    }
  }

  @discardableResult
  private func withoutLock<Value>(_ body: () throws -> Value) -> Value? {
    monitor.unlock()
    let result = Result { try body() }
    monitor.lock()
    monitor.wakeAll()
    return guarded { try result.get() }
  }
}
