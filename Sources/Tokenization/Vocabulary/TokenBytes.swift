/// The bytes of all tokens, one after another in one piece of memory.
///
/// A list of 50,000 arrays would take longer to make and to drop than encoding a short text.
struct TokenBytes: Sendable, Equatable, RandomAccessCollection {
  /// The bytes by rising id.
  let bytes: [UInt8]
  /// Token `id` is `bytes[starts[id] ..< starts[id + 1]]`.
  let starts: [Int]

  /// Takes bytes and places as they are; `starts` has one place more than there are tokens.
  init(bytes: [UInt8], starts: [Int]) {
    self.bytes = bytes
    self.starts = starts
  }

  /// Copies a list of tokens.
  init(_ tokens: [[UInt8]]) {
    var bytes: [UInt8] = []
    var starts = [0]
    for token in tokens {
      bytes += token
      starts.append(bytes.count)
    }
    self.init(bytes: bytes, starts: starts)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { starts.count - 1 }

  /// The bytes of a token, as a copy.
  subscript(id: Int) -> [UInt8] { Array(bytes[starts[id]..<starts[id + 1]]) }

  /// The number of bytes of a token.
  func length(of id: Int) -> Int { starts[id + 1] - starts[id] }
}

/// Which tokens something makes: a byte, a merge or a special token.
struct TokenReach {
  private let tokens: TokenBytes
  private var isReached: [Bool]

  /// Nothing is reached yet.
  init(_ tokens: TokenBytes) {
    self.tokens = tokens
    isReached = Array(repeating: false, count: tokens.count)
  }

  /// The ids of the 256 single bytes, which are reached.
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
  mutating func add(_ id: TokenID) { isReached[Int(id)] = true }

  /// A token that nothing makes means that the merges belong to another vocabulary.
  func everyToken() throws(TokenizationError) {
    guard let id = isReached.firstIndex(of: false) else { return }
    throw .unreachableToken(bytes: tokens[id], id: id)
  }
}
