/// Token ids as they stand on disk, lent for a while: what can be moved from one shard to another without a conversion.
///
/// Safety contract: `bytes` holds `type.bytes * count` bytes, little-endian as all supported machines are, at any
/// alignment.
package struct StoredTokens {
  /// The ids' bytes.
  package let bytes: UnsafeRawBufferPointer
  /// The width of an id.
  package let type: TokenType
  /// The number of ids.
  package let count: Int

  /// Ids in memory that holds a whole number of them.
  package init(_ bytes: UnsafeRawBufferPointer, type: TokenType) {
    self.bytes = bytes
    self.type = type
    count = bytes.count / type.bytes
  }

  /// No ids.
  package static func none(_ type: TokenType) -> StoredTokens {
    StoredTokens(UnsafeRawBufferPointer(start: nil, count: 0), type: type)
  }

  /// Some of the ids.
  package subscript(range: Range<Int>) -> StoredTokens {
    let width = type.bytes
    return StoredTokens(
      UnsafeRawBufferPointer(rebasing: bytes[width * range.lowerBound..<width * range.upperBound]), type: type)
  }

  /// Copies all ids to `output`, which has room for them, with 32 bits each.
  package func copy(to output: UnsafeMutablePointer<UInt32>) {
    guard let base = bytes.baseAddress, count > 0 else { return }
    switch type {
    case .uint32:
      UnsafeMutableRawPointer(output).copyMemory(from: base, byteCount: 4 * count)
    case .uint16:
      for index in 0..<count {
        output[index] = UInt32(base.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self))
      }
    }
  }

  /// Stores ids at `output`, which has room for them at any alignment. An id that does not fit is a mistake of the
  /// caller.
  package static func store(
    _ ids: UnsafeBufferPointer<UInt32>, as type: TokenType, to output: UnsafeMutableRawPointer
  ) {
    guard let source = ids.baseAddress else { return }
    switch type {
    case .uint32: output.copyMemory(from: source, byteCount: 4 * ids.count)
    case .uint16: storeNarrowed(source, ids.count, to: output)
    }
  }

  /// One check for all ids, so that the loop has no branch.
  private static func storeNarrowed(_ ids: UnsafePointer<UInt32>, _ count: Int, to output: UnsafeMutableRawPointer) {
    var bits: UInt32 = 0
    for index in 0..<count {
      bits |= ids[index]
      output.storeBytes(of: UInt16(truncatingIfNeeded: ids[index]), toByteOffset: 2 &* index, as: UInt16.self)
    }
    precondition(bits <= UInt32(UInt16.max), "an id outside the vocabulary")
  }

  /// Copies whether each belongs to a prompt to `output`, which has room for them.
  func copyPromptMarks(to output: UnsafeMutablePointer<Bool>) {
    guard let base = bytes.baseAddress, type == .uint32 else { return output.update(repeating: false, count: count) }
    for index in 0..<count {
      output[index] = base.loadUnaligned(fromByteOffset: 4 &* index, as: UInt32.self) & TokenMark.prompt != 0
    }
  }

  /// The first id that is `limit` or more, and its place; nil if there is none. Marks, where there may be some, are no part
  /// of an id.
  func first(notBelow limit: Int, marksPrompts: Bool) -> (id: Int, place: Int)? {
    switch type {
    case .uint16: first(notBelow: limit, bits: UInt16.max)
    case .uint32: first(notBelow: limit, bits: marksPrompts ? ~TokenMark.prompt : UInt32.max)
    }
  }

  /// The largest decides, which takes no branch for each id; only if it is too large, the first such id is looked for.
  private func first<ID: FixedWidthInteger & BitwiseCopyable>(
    notBelow limit: Int, bits: ID
  ) -> (id: Int, place: Int)? {
    guard let base = bytes.baseAddress else { return nil }
    func id(_ place: Int) -> ID {
      base.loadUnaligned(fromByteOffset: place &* MemoryLayout<ID>.size, as: ID.self) & bits
    }
    var largest: ID = 0
    for place in 0..<count { largest = max(largest, id(place)) }
    guard count > 0, Int(largest) >= limit else { return nil }
    return (0..<count).first { Int(id($0)) >= limit }.map { (Int(id($0)), $0) }
  }
}
