import Platform

/// Tokens by id: byte strings that lie one after another in one piece of memory.
///
/// An empty one is an id that no token has.
///
/// An array of arrays would hold the same, but making and dropping 50,000 small arrays would be most of the time of a
/// short run.
package struct TokenList: Sendable, Equatable, RandomAccessCollection {
  /// The bytes of all tokens, by rising id.
  package private(set) var bytes: [UInt8] = []
  /// Token `id` is `bytes[starts[id] ..< starts[id + 1]]`.
  package private(set) var starts: [Int] = [0]

  /// A list of no tokens.
  package init() {}

  /// A list of tokens by rising id.
  package init(_ tokens: some Collection<[UInt8]>) {
    starts.reserveCapacity(tokens.count + 1)
    for token in tokens { token.withUnsafeBytes { append($0) } }
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { starts.count - 1 }

  /// The bytes of a token, as a copy; `withToken` lends them without one.
  package subscript(id: Int) -> [UInt8] { Array(bytes[starts[id]..<starts[id + 1]]) }

  /// The number of bytes of a token.
  package func length(of id: Int) -> Int { starts[id + 1] - starts[id] }

  /// Lends the bytes of a token.
  @inline(__always)
  func withToken<Result>(_ id: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    let range = starts[id]..<starts[id + 1]
    return try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Whether these are the bytes of a token.
  @inline(__always)
  func isToken(_ id: Int, _ other: UnsafeRawBufferPointer?) -> Bool {
    guard let other else { return false }
    return withToken(id) { token in
      guard token.count == other.count else { return false }
      guard let stored = token.baseAddress, let found = other.baseAddress else { return true }
      return memcmp(stored, found, other.count) == 0
    }
  }

  /// Whether no token has an id.
  func isUnused(_ id: Int) -> Bool { id >= count || length(of: id) == 0 }

  /// Adds a token; its id is the number of tokens before.
  mutating func append(_ token: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: token)
    starts.append(bytes.count)
  }

  /// Makes room for so many tokens and bytes in all.
  mutating func reserveCapacity(tokens: Int, bytes count: Int) {
    starts.reserveCapacity(tokens + 1)
    bytes.reserveCapacity(count)
  }
}
