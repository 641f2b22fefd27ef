import Parallel
import Platform

@testable import Collectives

/// Ranks that are threads of this process. As in a real network a message is done only when both sides have begun it, so
/// what waits in the wrong order waits for ever.
final class LocalNetwork: @unchecked Sendable {
  struct Wrong: Error, Equatable {
    let what: String
  }

  /// Who sends what to whom: one queue for each.
  private struct Route: Hashable {
    let from, to: Int
    let channel: Channel
  }

  private struct Sent {
    let bytes: UnsafeRawBufferPointer
    let number: Int
  }

  private struct State {
    var next = 0
    var sent: [Route: [Sent]] = [:]
    /// Sends that were received.
    var received: Set<Int> = []
    var aborted: [(rank: Int, code: Int32)] = []
    var left: Set<Int> = []
    /// Ranks to which nothing gets through any more.
    var cut: Set<Int> = []
  }

  let size: Int
  private let state = Locked(State())

  init(size: Int) { self.size = size }

  var aborted: [Int32] { state.withLock { $0.aborted.map(\.code) } }
  var left: Set<Int> { state.withLock { $0.left } }
  /// Messages that were sent and never received.
  var strays: Int { state.withLock { $0.sent.values.reduce(0) { $0 + $1.count } } }

  func endpoint(_ rank: Int) -> Endpoint { Endpoint(self, rank) }

  /// From now on this rank's messages are lost.
  func cut(_ rank: Int) { state.withLock { _ = $0.cut.insert(rank) } }

  final class Endpoint: PointToPoint {
    private struct Receive {
      let bytes: UnsafeMutableRawBufferPointer
      let from: Int?
      let channel: Channel
      let number: Int
    }

    let rank: Int
    var size: Int { network.size }
    private let network: LocalNetwork
    /// In the order in which they were begun.
    private var receives: [Receive] = []

    init(_ network: LocalNetwork, _ rank: Int) { (self.network, self.rank) = (network, rank) }

    func send(_ bytes: UnsafeRawBufferPointer, to other: Int, on channel: Channel) throws -> PendingMessage {
      return network.state.withLock { state in
        state.next += 1
        if state.cut.isDisjoint(with: [rank, other]) {
          state.sent[Route(from: rank, to: other, channel: channel), default: []]
            .append(Sent(bytes: bytes, number: state.next))
        } else if channel == .control {
          state.received.insert(state.next)
        }
        return PendingMessage(number: state.next)
      }
    }

    func receive(
      into bytes: UnsafeMutableRawBufferPointer, from other: Int?, on channel: Channel
    ) throws -> PendingMessage {
      return network.state.withLock { state in
        state.next += 1
        receives.append(Receive(bytes: bytes, from: other, channel: channel, number: state.next))
        return PendingMessage(number: state.next)
      }
    }

    func isDone(_ message: PendingMessage) throws -> Bool {
      return try network.state.withLock { state in
        try match(&state)
        if state.received.remove(message.number) != nil { return true }
        return false
      }
    }

    func leave() throws {
      network.state.withLock { state in
        precondition(receives.isEmpty, "rank \(rank) leaves while it receives")
        state.left.insert(rank)
      }
    }

    func abort(code: Int32) { network.state.withLock { $0.aborted.append((rank, code)) } }

    /// Brings together what both sides have begun, the earliest first.
    private func match(_ state: inout State) throws {
      var waiting: [Receive] = []
      for receive in receives {
        let route = state.sent.keys.first {
          $0.to == rank && $0.channel == receive.channel && (receive.from ?? $0.from) == $0.from
            && !(state.sent[$0] ?? []).isEmpty
        }
        // An earlier receive from the same rank comes first.
        let isBehind = waiting.contains { $0.channel == receive.channel && $0.from == receive.from }
        guard let route, !isBehind, let sent = state.sent[route]?.removeFirst() else {
          waiting.append(receive)
          continue
        }
        guard sent.bytes.count == receive.bytes.count else {
          throw Wrong(what: "\(sent.bytes.count) bytes for \(receive.bytes.count)")
        }
        receive.bytes.copyMemory(from: sent.bytes)
        state.received.formUnion([sent.number, receive.number])
      }
      receives = waiting
    }
  }
}

/// Runs something on every rank of a group at once.
///
/// - Returns: what each gave, by rank
func onRanks<Value>(
  _ size: Int, network: LocalNetwork? = nil, pieceFloats: Int = 64,
  _ body: @escaping @Sendable (ProcessGroup, Int) throws -> Value
) throws -> [Value] {
  let network = network ?? LocalNetwork(size: size)
  return try onThreads(size) { rank in
    let group = try ProcessGroup(host: "host\(rank)", pieceFloats: pieceFloats) { network.endpoint(rank) }
    let value = try body(group, rank)
    try group.leave()
    return value
  }
}

/// Runs something on threads of its own, all at once.
func onThreads<Value>(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Value) throws -> [Value] {
  let results = Locked([Result<Value, any Error>?](repeating: nil, count: count))
  let threads = (0..<count).map { number in
    startThread {
      let result = Result { try body(number) }
      results.withLock { $0[number] = result }
    }
  }
  for case let thread? in threads { pthread_join(thread, nil) }
  return try results.withLock { $0 }.compactMap { try $0?.get() }
}
