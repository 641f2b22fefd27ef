import Parallel
import Reference
import Testing

@testable import Collectives

@Suite("Small values of all ranks")
struct PeersTests {
  @Test("sums have the bits of the tree on every rank", arguments: [1, 2, 4, 8, 16])
  func sums(size: Int) throws {
    let ranks = (0..<size).map { [0.1 * Double($0), 1e16, -1e16 + Double($0), $0 == 3 ? .nan : 1e308] }
    let expected = SlowTreeSum.sum(ranks)
    let sums = try onRanks(size) { group, rank in try group.call { try $0.sum(ranks[rank]) } }
    for sum in sums {
      #expect(sum.map(\.bitPattern) == sums[0].map(\.bitPattern))
      #expect(zip(sum, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    }
  }

  @Test("gathered bytes are in the order of the ranks", arguments: [1, 2, 8])
  func gather(size: Int) throws {
    let gathered = try onRanks(size) { group, rank in
      try group.call { try ($0.gather([UInt8(rank), 7]), $0.gather([])) }
    }
    #expect(gathered.count == size)
    for (pairs, nothing) in gathered {
      #expect(pairs == (0..<size).map { [UInt8($0), 7] })
      #expect(nothing == [[UInt8]](repeating: [], count: size))
    }
  }

  @Test("every rank gets the bytes of rank 0", arguments: [1, 2, 4, 16])
  func broadcast(size: Int) throws {
    let text = Array("the settings of rank 0".utf8)
    let received = try onRanks(size) { group, rank in
      try group.call { try [$0.broadcast(rank == 0 ? text : [1, 2]), $0.broadcast([])] }
    }
    #expect(received == [[[UInt8]]](repeating: [text, []], count: size))
  }

  @Test("ranks agree: the largest value, whether any says so, and who has something else")
  func agreement() throws {
    let answers = try onRanks(8) { group, rank in
      try group.call { peers in
        (
          try peers.maximum(rank == 5 ? 9 : -rank), try peers.any(rank == 7), try peers.any(false),
          try peers.firstDifference([1, rank >= 6 ? 2 : 1]), try peers.firstDifference([3])
        )
      }
    }
    #expect(answers.count == 8)
    for (most, some, none, other, same) in answers {
      #expect(most == 9 && some && !none && other == 6 && same == nil)
    }
  }

  @Test("a group knows its machines, and leaves nothing behind", arguments: [1, 2, 4, 8])
  func hosts(size: Int) throws {
    let network = LocalNetwork(size: size)
    let hosts = try onRanks(size, network: network) { group, _ in group.hosts }
    #expect(hosts == [[String]](repeating: (0..<size).map { "host\($0)" }, count: size))
    #expect(network.left == Set(0..<size) && network.strays == 0 && network.aborted.isEmpty)
  }

  @Test("a number of ranks that is no power of two is refused by every rank", arguments: [3, 6, 12])
  func size(size: Int) throws {
    let errors = try onThreads(size) { rank in
      let network = LocalNetwork(size: size)
      return #expect(throws: CollectivesError.self) { _ = try ProcessGroup { network.endpoint(rank) } }
    }
    #expect(errors.allSatisfy { $0 == .size(size) })
  }
}
