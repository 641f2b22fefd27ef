import Platform
import Randomness
import Reference
import Testing

@testable import Collectives

@Suite("Ranges of floats summed over ranks")
struct GradientSumTests {
  static let sizes = [1, 2, 4, 8, 16]

  /// What a rank has: numbers whose sum depends on the order of additions, and all kinds of special ones.
  static func values(_ count: Int, rank: Int, seed: UInt64 = 5) -> [Float] {
    var random = RandomSource(seed: seed &+ UInt64(rank))
    let special: [Float] = [
      0, -0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .infinity, -.infinity, .nan, 1, -1, 0x1p-126, Float(bitPattern: 0x7F_FFFF), 0x1.fep127, 0x1.ff8p127,
    ]
    return (0..<count).map { _ in
      let bits = random.next()
      if bits % 16 == 0 { return special[Int(bits >> 8) % special.count] }
      return Float(Int32(truncatingIfNeeded: bits >> 32))
        * Float(sign: .plus, exponent: Int(bits >> 8 % 40) - 60, significand: 1)
    }
  }

  /// NaNs are alike: which of two a sum takes over is the processor's choice.
  static func bits(_ values: [Float]) -> [UInt32] { values.map { $0.isNaN ? 0x7FC0_0000 : $0.bitPattern } }

  static func sum(
    _ count: Int, size: Int, ranges: [Range<Int>], as wire: WireFormat = .fp32, pieceFloats: Int = 64
  ) throws -> [[Float]] {
    try onRanks(size, pieceFloats: pieceFloats) { group, rank in
      var values = values(count, rank: rank)
      try values.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        for range in ranges { group.beginSum(of: start, range, as: wire) }
        try group.finish()
      }
      return values
    }
  }

  @Test("have the bits of the tree on every rank, whatever the length", arguments: sizes)
  func tree(size: Int) throws {
    for count in [1, 2, 15, 16, 17, 31, 33, 127, 1000, 4097] {
      let expected = SlowTreeSum.sum((0..<size).map { Self.values(count, rank: $0) })
      let sums = try Self.sum(count, size: size, ranges: [0..<count])
      #expect(sums.count == size)
      for sum in sums {
        #expect(Self.bits(sum) == Self.bits(expected))
        #expect(sum.map(\.bitPattern) == sums[0].map(\.bitPattern))
      }
    }
  }

  @Test("are the same in pieces of every size", arguments: [2, 4], WireFormat.allCases)
  func pieces(size: Int, wire: WireFormat) throws {
    let count = 3001
    let whole = try Self.sum(count, size: size, ranges: [0..<count], as: wire, pieceFloats: count)[0]
    for pieceFloats in [1, 7, 100, 400, 1500] {
      let sums = try Self.sum(count, size: size, ranges: [0..<count], as: wire, pieceFloats: pieceFloats)
      for sum in sums { #expect(Self.bits(sum) == Self.bits(whole)) }
    }
  }

  @Test("have the bits of the tree in pieces of the usual size", arguments: [2, 4])
  func usualPieces(size: Int) throws {
    let count = 2 * PieceSlots.usualFloats + 12_345
    let ranks = (0..<size).map { Self.values(1009, rank: $0) }
    let expected = SlowTreeSum.sum(ranks)
    let sums = try onRanks(size, pieceFloats: PieceSlots.usualFloats) { group, rank in
      let buffer = UnsafeMutablePointer<Float>.allocate(capacity: count)
      defer { buffer.deallocate() }
      for start in stride(from: 0, to: count, by: 1009) {
        buffer.advanced(by: start).initialize(from: ranks[rank], count: min(1009, count - start))
      }
      group.beginSum(of: buffer, 0..<count)
      try group.finish()
      return stride(from: 0, to: count - 1008, by: 1009).map { start in (0..<1009).map { buffer[start + $0] } }
    }
    for rows in sums { #expect(rows.allSatisfy { Self.bits($0) == Self.bits(expected) }) }
  }

  @Test("are those of each range alone: in any number of ranges, empty ones too, and nothing else is touched")
  func ranges() throws {
    let expected = SlowTreeSum.sum((0..<4).map { Self.values(600, rank: $0) })
    let ranges = [500..<600, 500..<500, 130..<131, 131..<500, 0..<0, 20..<130]
    let sums = try Self.sum(600, size: 4, ranges: ranges)
    for (rank, sum) in sums.enumerated() {
      #expect(Self.bits(Array(sum[20...])) == Self.bits(Array(expected[20...])))
      #expect(Self.bits(Array(sum[..<20])) == Self.bits(Array(Self.values(600, rank: rank)[..<20])))
    }
  }

  @Test("are begun without waiting for the other ranks")
  func begun() throws {
    let hasBegun = LeavingFlag()
    let sums = try onRanks(2) { group, rank in
      let values = UnsafeMutablePointer<Float>.allocate(capacity: 100)
      defer { values.deallocate() }
      values.initialize(repeating: Float(rank + 1), count: 100)
      // Rank 1 takes no part before rank 0 has begun: a call that waited would wait for ever.
      while rank == 1, !hasBegun.isRaised { sched_yield() }
      for range in [60..<100, 0..<60] { group.beginSum(of: values, range) }
      hasBegun.raise()
      try group.finish()
      return (0..<100).map { values[$0] }
    }
    #expect(sums == [[Float]](repeating: [Float](repeating: 3, count: 100), count: 2))
  }

  @Test("that travel as bfloat16 are the same on every rank, and those of the definition", arguments: sizes)
  func rounded(size: Int) throws {
    for count in [1, 17, 33, 1000] {
      let ranks = (0..<size).map { Self.values(count, rank: $0) }
      let owners = (0..<size).map { HalvingSchedule(0..<count, rank: $0, size: size).owned }
      let sums = try Self.sum(count, size: size, ranges: [0..<count], as: .bf16)
      for sum in sums { #expect(sum.map(\.bitPattern) == sums[0].map(\.bitPattern)) }
      let expected = try (0..<count).map { place in
        let owner = try #require(owners.firstIndex { $0.contains(place) })
        return SlowTreeSum.roundedSum(ranks.map { $0[place] }, owner: owner)
      }
      #expect(Self.bits(sums[0]) == Self.bits(expected))
    }
  }

  @Test("rounding to bfloat16 is that of the definition, for every kind of float")
  func rounding() {
    let edges: [UInt32] = [0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF, 0x1_8000, 0x3F80_7FFF, 0x3F80_8000, 0x3F81_8000]
    let numbers = edges + [0x7F7F_7FFF, 0x7F7F_8000, 0x7F7F_FFFF, 0x7F80_0000]
    for bits in numbers + numbers.map({ $0 | 0x8000_0000 }) {
      let x = Float(bitPattern: bits)
      #expect(Floats.widened(Floats.rounded(x)).bitPattern == SlowTreeSum.rounded(x).bitPattern, "\(x)")
    }
    for bits: UInt32 in [0x7F80_0001, 0xFF80_0001, 0x7FC0_0000, 0x7FFF_FFFF, 0xFFFF_FFFF] {
      #expect(Floats.widened(Floats.rounded(Float(bitPattern: bits))).isNaN)
    }
    for value in Self.values(20_000, rank: 0) where !value.isNaN {
      #expect(Floats.widened(Floats.rounded(value)).bitPattern == SlowTreeSum.rounded(value).bitPattern)
    }
  }
}
