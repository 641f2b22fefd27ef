/// Which tokens something makes: a byte, a merge or a special token.
struct ReachableTokens {
  private let tokens: TokenBytes
  private var isReachable: [Bool]

  /// None is known to be reachable yet.
  init(_ tokens: TokenBytes) {
    self.tokens = tokens
    isReachable = Array(repeating: false, count: tokens.count)
  }

  /// The ids of the 256 single bytes, which are reachable.
  mutating func bytes() throws(TokenizationError) -> [TokenID] {
    var found = [TokenID?](repeating: nil, count: 256)
    for id in tokens.indices where tokens.length(of: id) == 1 {
      found[Int(tokens.bytes[tokens.starts[id]])] = TokenID(id)
    }
    var ids: [TokenID] = []
    for byte in UInt8.min...UInt8.max {
      guard let id = found[Int(byte)] else { throw .missingByte(byte) }
      add(id)
      ids.append(id)
    }
    return ids
  }

  /// Notes that something makes a token.
  mutating func add(_ id: TokenID) { isReachable[Int(id)] = true }

  /// A token that nothing makes means that the merges belong to another vocabulary.
  /// - Throws: `TokenizationError.unreachableToken`.
  func checkAll() throws(TokenizationError) {
    guard let id = isReachable.firstIndex(of: false) else { return }
    throw .unreachableToken(bytes: tokens[id], id: id)
  }
}
