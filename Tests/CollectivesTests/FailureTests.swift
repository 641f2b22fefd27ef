import Parallel
import Platform
import Testing

@testable import Collectives

@Suite("A group with a rank that is gone")
struct FailureTests {
  /// What each rank met, by rank; nil where all went well.
  private func errors(
    _ size: Int, on network: LocalNetwork, patience: Patience = Patience(),
    _ body: @escaping @Sendable (ProcessGroup, Int) throws -> Void
  ) throws -> [(any Error)?] {
    try onThreads(size) { rank in
      do {
        let group = try ProcessGroup(patience: patience, host: "h\(rank)") { network.endpoint(rank) }
        try body(group, rank)
        return nil
      } catch {
        return error
      }
    }
  }

  @Test("every other rank learns who ends and why, wherever it waits")
  func abandoned() throws {
    let network = LocalNetwork(size: 4)
    let found = try errors(4, on: network) { group, rank in
      if rank == 2 { return group.abandon("disk full", code: 74) }
      // Ranks 0 and 1 wait for a sum; 3 waits for nothing and finds out at its next call.
      while true { if rank == 3 { try group.finish() } else { _ = try group.call { try $0.sum([1]) } } }
    }
    let expected = CollectivesError.ended(CollectivesError.Rank(2, host: "h2"), words: "disk full")
    #expect(found.map { $0 as? CollectivesError } == [expected, expected, nil, expected])
    #expect(network.aborted == [74])
  }

  @Test("who is done learns it too")
  func abandonedInTheEnd() throws {
    let network = LocalNetwork(size: 2)
    let found = try errors(2, on: network) { group, rank in
      if rank == 0 { try group.leave() } else { group.abandon("killed", code: 130) }
    }
    #expect(
      found.map { $0 as? CollectivesError }
        == [.ended(CollectivesError.Rank(1, host: "h1"), words: "killed"), nil])
    #expect(network.left.isEmpty)
  }

  @Test("a rank ends the group while its own messages wait")
  func abandonedInside() throws {
    let network = LocalNetwork(size: 2)
    let found = try errors(2, on: network) { group, rank in
      if rank == 1 {
        while true { try group.finish() }
      }
      let buffer = UnsafeMutablePointer<Float>.allocate(capacity: 100)
      defer { buffer.deallocate() }
      buffer.initialize(repeating: 1, count: 100)
      group.beginSum(of: buffer, 0..<100)
      group.abandon("the loss is not finite", code: 3)
      try group.finish()
    }
    #expect(found[0] as? CollectivesError == .leaving)
    #expect(
      found[1] as? CollectivesError
        == .ended(CollectivesError.Rank(0, host: "h0"), words: "the loss is not finite"))
    #expect(network.aborted == [3])
  }

  @Test("a silent rank is missed by the next one, which tells the others")
  func silent() throws {
    let network = LocalNetwork(size: 4)
    let found = try errors(4, on: network, patience: Patience(silence: .milliseconds(300))) { group, rank in
      if rank == 1 { return network.cut(1) }
      do {
        while true { try group.finish() }
      } catch {
        group.abandon("\(error)", code: 75)
        throw error
      }
    }
    guard case .silent(let rank, let seconds)? = found[2] as? CollectivesError else {
      Issue.record("rank 2 found \(String(describing: found[2]))")
      return
    }
    #expect(rank == CollectivesError.Rank(1, host: "h1") && seconds > 0.3)
    for other in [0, 3] {
      guard case .ended(let rank, let words)? = found[other] as? CollectivesError else {
        Issue.record("rank \(other) found \(String(describing: found[other]))")
        continue
      }
      #expect(rank == CollectivesError.Rank(1, host: "h1") && words.hasPrefix("it gave no sign of life for "))
    }
    #expect(network.aborted == [75])
  }

  @Test("what the network says is the error of the one, and the reason for the others")
  func network() throws {
    let network = LocalNetwork(size: 2)
    let found = try errors(2, on: network) { group, rank in
      if rank == 1 {
        while true { try group.finish() }
      }
      try group.call { _ in throw LocalNetwork.Wrong(what: "cable") }
    }
    #expect(found[0] as? LocalNetwork.Wrong == LocalNetwork.Wrong(what: "cable"))
    #expect(
      found[1] as? CollectivesError
        == .ended(CollectivesError.Rank(0, host: "h0"), words: #"Wrong(what: "cable")"#))
  }

  @Test("after an error nothing is done any more, and every call says it")
  func refused() throws {
    let network = LocalNetwork(size: 1)
    let group = try ProcessGroup { network.endpoint(0) }
    #expect(throws: LocalNetwork.Wrong(what: "first")) {
      try group.call { _ in throw LocalNetwork.Wrong(what: "first") }
    }
    #expect(throws: LocalNetwork.Wrong(what: "first")) {
      try group.call { _ in Issue.record("a job ran after an error") }
    }
    #expect(throws: LocalNetwork.Wrong(what: "first")) { try group.leave() }
    #expect(network.left.isEmpty)
  }
}
