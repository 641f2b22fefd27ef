/// Bytes of rank 0 for all ranks, along a binomial tree: each rank hears from the one without its lowest bit.
extension Peers {
  /// The most bytes of one message: implementations count them in 32 bits.
  private static let mostBytes = 64 << 20

  /// Copies the memory of rank 0 to that of every rank.
  ///
  /// - Parameter bytes: of the same number on every rank
  /// - Throws: `CollectivesError` about a rank that is gone, and what the network says
  package func broadcast(into bytes: UnsafeMutableRawBufferPointer) throws {
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + Self.mostBytes)
      try pass(UnsafeMutableRawBufferPointer(rebasing: bytes[start..<end]))
      start = end
    }
  }

  /// The bytes that rank 0 gave; what others give is no matter.
  package func broadcast(_ bytes: [UInt8]) throws -> [UInt8] {
    var count = bytes.count
    try withUnsafeMutableBytes(of: &count) { try broadcast(into: $0) }
    var bytes = rank == 0 ? bytes : [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try broadcast(into: $0) }
    return bytes
  }

  private func pass(_ bytes: UnsafeMutableRawBufferPointer) throws {
    let lowestBit = rank == 0 ? size : rank & -rank
    if rank != 0 { try wait(messages.receive(into: bytes, from: rank - lowestBit, on: .data)) }
    let children = distances.filter { $0 < lowestBit }.reversed().map { rank + $0 }
    let sending = try children.map { try messages.send(UnsafeRawBufferPointer(bytes), to: $0, on: .data) }
    for message in sending { try wait(message) }
  }
}
