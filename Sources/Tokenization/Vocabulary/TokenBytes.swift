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
