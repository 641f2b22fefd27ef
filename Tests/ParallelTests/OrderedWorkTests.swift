import Synchronization
import Testing

@testable import Parallel

@Suite struct OrderedWorkTests {
  private struct Failure: Error, Equatable {
    let number: Int
  }

  @Test(arguments: [1, 2, 5], [1, 3, 100])
  func resultsComeInOrder(_ threads: Int, _ limit: Int) throws {
    var next = 0
    var found: [Int] = []
    try ThreadTeam(threads: threads).inOrder(limit: limit) { () -> Int? in
      next += 1
      return next <= 500 ? next : nil
    } make: {
      $0 * $0
    } take: {
      found.append($0)
    }
    #expect(found == (1...500).map { $0 * $0 })
  }

  @Test(arguments: [1, 4])
  func neverMoreUnderWayThanTheLimit(_ threads: Int) throws {
    var (begun, most) = (0, 0)
    let taken = Atomic<Int>(0)
    try ThreadTeam(threads: threads).inOrder(limit: 3) { () -> Int? in
      guard begun < 200 else { return nil }
      begun += 1
      most = max(most, begun - taken.load(ordering: .sequentiallyConsistent))
      return begun
    } make: {
      $0
    } take: { _ in
      taken.add(1, ordering: .sequentiallyConsistent)
    }
    #expect(most <= 3)
    let all = taken.load(ordering: .sequentiallyConsistent)
    #expect(all == 200)
  }

  @Test func nothingToDoIsDone() throws {
    try ThreadTeam(threads: 3).inOrder(limit: 2) {
      nil
    } make: { (input: Int) in
      input
    } take: { _ in
      Issue.record("taken")
    }
  }

  @Test(arguments: [1, 3], ["next", "make", "take"])
  func anErrorEndsTheWork(_ threads: Int, _ place: String) {
    var next = 0
    var taken: [Int] = []
    func fail(_ number: Int, in part: String) throws {
      if part == place, number == 40 { throw Failure(number: number) }
    }
    #expect(throws: Failure(number: 40)) {
      try ThreadTeam(threads: threads).inOrder(limit: 4) { () -> Int? in
        next += 1
        try fail(next, in: "next")
        return next
      } make: { number -> Int in
        try fail(number, in: "make")
        return number
      } take: { number in
        try fail(number, in: "take")
        taken.append(number)
      }
    }
    #expect(taken == Array(1..<1 + taken.count))
    #expect(taken.count < 40)
  }

  @Test func insideATaskItRunsOnThatThread() throws {
    let team = ThreadTeam(threads: 2)
    let sums = try team.map(tasks: 4) { task -> Int in
      var (next, sum) = (0, 0)
      try team.inOrder(limit: 3) { () -> Int? in
        next += 1
        return next <= 10 ? next : nil
      } make: {
        $0 * task
      } take: {
        sum += $0
      }
      return sum
    }
    #expect(sums == [0, 55, 110, 165])
  }

  @Test(arguments: [1, 2])
  func bothAreDoneAndTheFirstErrorCounts(_ threads: Int) throws {
    let team = ThreadTeam(threads: threads)
    #expect(try team.both({ 1 }, { "two" }) == (1, "two"))
    let second = Atomic<Bool>(false)
    #expect(throws: Failure(number: 1)) {
      _ = try team.both({ throw Failure(number: 1) }) { second.store(true, ordering: .sequentiallyConsistent) }
    }
    let isDone = second.load(ordering: .sequentiallyConsistent)
    #expect(isDone)
    #expect(throws: Failure(number: 2)) { _ = try team.both({ 1 }, { throw Failure(number: 2) }) }
  }
}
