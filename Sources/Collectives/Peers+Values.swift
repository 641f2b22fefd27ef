/// Small values of all ranks: log2(size) rounds in which each rank exchanges with one partner.
extension Peers {
  /// Waits until all ranks have come here.
  package func barrier() throws { _ = try gather([0]) }

  /// The bytes that each rank gave, by rank.
  ///
  /// - Parameter bytes: of the same number on every rank
  /// - Returns: one after another
  /// - Throws: `CollectivesError` about a rank that is gone, and what the network says
  package func gather(_ bytes: [UInt8]) throws -> [[UInt8]] {
    var all = [UInt8](repeating: 0, count: size * bytes.count)
    all.replaceSubrange(rank * bytes.count..<(rank + 1) * bytes.count, with: bytes)
    try all.withUnsafeMutableBytes { all in
      func block(of rank: Int, _ ranks: Int) -> UnsafeMutableRawBufferPointer {
        let first = rank / ranks * ranks
        return UnsafeMutableRawBufferPointer(rebasing: all[first * bytes.count..<(first + ranks) * bytes.count])
      }
      for distance in distances {
        let partner = rank ^ distance
        try exchange(
          UnsafeRawBufferPointer(block(of: rank, distance)), for: block(of: partner, distance), with: partner)
      }
    }
    return (0..<size).map { Array(all[$0 * bytes.count..<($0 + 1) * bytes.count]) }
  }

  /// The sum of each value over the ranks, along the tree ((r0 + r1) + (r2 + r3)) + …: the same bits on every rank.
  ///
  /// - Parameter values: as many on every rank
  /// - Returns: as many
  /// - Throws: `CollectivesError` about a rank that is gone, and what the network says
  package func sum(_ values: [Double]) throws -> [Double] {
    var sums = values
    var others = values
    for distance in distances {
      try sums.withUnsafeBytes { mine in
        try others.withUnsafeMutableBytes { try exchange(mine, for: $0, with: rank ^ distance) }
      }
      // The lower ranks' part on the left, so that even the bits of a NaN are the same everywhere.
      let isLower = rank & distance == 0
      for place in sums.indices {
        sums[place] = isLower ? sums[place] + others[place] : others[place] + sums[place]
      }
    }
    return sums
  }

  /// The largest of the ranks' values.
  package func maximum(_ value: Int) throws -> Int {
    try gather(withUnsafeBytes(of: value.littleEndian, Array.init)).map(Self.integer).max() ?? value
  }

  /// Whether any rank says so.
  package func any(_ condition: Bool) throws -> Bool { try maximum(condition ? 1 : 0) == 1 }

  /// The first rank whose bytes are others than those of rank 0; nil if all are the same.
  ///
  /// - Parameter bytes: of the same number on every rank, such as a digest
  /// - Returns: the rank
  /// - Throws: `CollectivesError` about a rank that is gone, and what the network says
  package func firstDifference(_ bytes: [UInt8]) throws -> Int? {
    let all = try gather(bytes)
    return all.firstIndex { $0 != all[0] }
  }

  /// Distances to partners, nearest first: the levels of the tree.
  var distances: [Int] { (0..<size.trailingZeroBitCount).map { 1 << $0 } }

  static func integer(_ bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes { Int(littleEndian: $0.loadUnaligned(as: Int.self)) }
  }
}
