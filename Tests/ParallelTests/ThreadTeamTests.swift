import Testing

@testable import Parallel

@Suite("A thread team")
struct ThreadTeamTests {
  static let teamSizes = [1, 2, 3, 8]

  @Test("runs every task exactly once", arguments: teamSizes, [0, 1, 2, 7, 1000])
  func everyTaskOnce(threads: Int, tasks: Int) {
    let team = ThreadTeam(threads: threads)
    let runs = Counters(tasks)
    team.perform(tasks: tasks) { runs.increment($0) }
    #expect(runs.values == [Int](repeating: 1, count: tasks))
  }

  @Test("covers a range with pieces of the grain, whatever the number of threads", arguments: teamSizes)
  func ranges(threads: Int) {
    let team = ThreadTeam(threads: threads)
    let seen = Locked<[Range<Int>]>([])
    team.perform(over: 10, grain: 4) { range in seen.withLock { $0.append(range) } }
    #expect(seen.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } } == [0..<4, 4..<8, 8..<10])
    team.perform(over: 0, grain: 4) { _ in Issue.record("there is nothing to do") }
  }

  @Test("brings its size into 1...1024")
  func sizes() {
    #expect(ThreadTeam(threads: -3).threads == 1)
    #expect(ThreadTeam(threads: 0).threads == 1)
    #expect(ThreadTeam(threads: 5).threads == 5)
    #expect(ThreadTeam(threads: .max).threads <= 1024)
    #expect(ThreadTeam.availableProcessors >= 1)
  }

  @Test("maps in task order", arguments: teamSizes)
  func mapping(threads: Int) throws {
    let team = ThreadTeam(threads: threads)
    #expect(try team.map(tasks: 100) { "\($0)" } == (0..<100).map { "\($0)" })
    #expect(try team.map(tasks: 0) { $0 }.isEmpty)
  }

  @Test("throws the first error by task order after running every task", arguments: teamSizes)
  func errors(threads: Int) {
    struct Failure: Error, Equatable { let task: Int }
    let team = ThreadTeam(threads: threads)
    let runs = Counters(50)
    #expect(throws: Failure(task: 7)) {
      try team.map(tasks: 50) { task in
        runs.increment(task)
        if task % 10 == 7 { throw Failure(task: task) }
      }
    }
    #expect(runs.values == [Int](repeating: 1, count: 50))
  }

  @Test("runs nested calls on the calling thread", arguments: teamSizes)
  func nested(threads: Int) {
    let team = ThreadTeam(threads: threads)
    let other = ThreadTeam(threads: 2)
    let runs = Counters(6 * 5)
    team.perform(tasks: 6) { outer in
      let inner = outer.isMultiple(of: 2) ? team : other
      inner.perform(tasks: 5) { runs.increment(outer * 5 + $0) }
    }
    #expect(runs.values == [Int](repeating: 1, count: 30))
  }

  @Test("takes many quick calls one after another", arguments: teamSizes)
  func manyCalls(threads: Int) {
    let team = ThreadTeam(threads: threads)
    let runs = Counters(3)
    for _ in 0..<5_000 { team.perform(tasks: 3) { runs.increment($0) } }
    #expect(runs.values == [5_000, 5_000, 5_000])
  }

  @Test("serves callers on several threads in turn")
  func severalCallers() async {
    let team = ThreadTeam(threads: 3)
    let runs = Counters(40)
    await withTaskGroup(of: Void.self) { group in
      for caller in 0..<4 {
        group.addTask {
          for _ in 0..<200 { team.perform(tasks: 10) { runs.increment(caller * 10 + $0) } }
        }
      }
    }
    #expect(runs.values == [Int](repeating: 200, count: 40))
  }

  @Test("ends its threads when it is given up")
  func manyTeams() {
    for _ in 0..<200 {
      let team = ThreadTeam(threads: 4)
      let runs = Counters(1)
      team.perform(tasks: 8) { _ in runs.increment(0) }
      #expect(runs.values == [8])
    }
  }
}

/// Counts per task, safe to raise from any thread.
private final class Counters: Sendable {
  private let counts: Locked<[Int]>

  init(_ count: Int) { counts = Locked([Int](repeating: 0, count: count)) }

  var values: [Int] { counts.withLock { $0 } }

  func increment(_ task: Int) { counts.withLock { $0[task] += 1 } }
}
