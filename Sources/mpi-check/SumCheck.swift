import Collectives
import MPI
import Platform
import Reference

/// Sums of a few kinds, held against the oracle on every rank.
struct SumCheck {
  struct Wrong: Error, CustomStringConvertible {
    let description: String
  }

  private let group: ProcessGroup
  private let library: Library

  init(_ group: ProcessGroup, _ library: Library) { (self.group, self.library) = (group, library) }

  func run(floats count: Int, wire: WireFormat) throws {
    try numbers()
    let ranks = (0..<group.size).map { Self.values(count, rank: $0) }
    var values = ranks[group.rank]
    try values.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      // Three ranges, the last first, as backward completes them.
      for range in [count / 2..<count, 17..<count / 2, 0..<17] { group.beginSum(of: start, range, as: wire) }
      try group.finish()
    }
    let digest = values.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01B3 }
    if wire == .fp32 {
      let expected = SlowTreeSum.sum(ranks)
      let wrong = zip(values, expected).filter { $0.bitPattern != $1.bitPattern }.count
      guard wrong == 0 else { throw Wrong(description: "\(wrong) of \(count) sums are not those of the oracle") }
    }
    let bytes = withUnsafeBytes(of: digest, Array.init)
    if let other = try group.call({ try $0.firstDifference(bytes) }) {
      throw Wrong(description: "rank \(other) has other sums than rank 0")
    }
    if group.rank == 0 {
      print("ok", String(digest, radix: 16), Set(group.hosts).count, library.family.rawValue, library.version)
    }
  }

  private func numbers() throws {
    let (rank, size) = (group.rank, group.size)
    let losses = (0..<size).map { [1 / Double($0 + 3), 1e16 * Double($0)] }
    let sums = try group.call { try $0.sum(losses[rank]) }
    guard sums.map(\.bitPattern) == SlowTreeSum.sum(losses).map(\.bitPattern) else {
      throw Wrong(description: "the sum of doubles is \(sums)")
    }
    let text = Array("of rank 0".utf8)
    guard try group.call({ try $0.broadcast(rank == 0 ? text : []) }) == text else {
      throw Wrong(description: "the broadcast gave something else")
    }
    guard try group.call({ try $0.maximum(rank) }) == size - 1 else {
      throw Wrong(description: "the largest rank is another")
    }
  }

  /// Numbers whose sum depends on the order of additions.
  static func values(_ count: Int, rank: Int) -> [Float] {
    var state = UInt64(rank) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 32)) * (state >> 20 & 1 == 0 ? 1 : 0x1p-12)
    }
  }
}
