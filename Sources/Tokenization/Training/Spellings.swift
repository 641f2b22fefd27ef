#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A token while training: bytes are `0 ..< 256`, the product of merge `i` is `256 + i`.
typealias Symbol = UInt16

/// The bytes of every symbol, made to be compared: ties between pairs are many, and settled by spelling.
struct Spellings {
  private var bytes: [UInt8] = []
  /// Symbol `s` is `bytes[starts[s] ..< starts[s + 1]]`.
  private var starts: [Int] = [0]
  /// The first eight bytes as one big-endian number, zeros after the end: most comparisons need no more.
  private var prefixes: [UInt64] = []

  /// The 256 bytes.
  init() {
    for byte in UInt8.min...UInt8.max { append([byte]) }
  }

  /// The number of symbols.
  var count: Int { prefixes.count }

  /// The bytes of a symbol.
  subscript(symbol: Symbol) -> ArraySlice<UInt8> {
    bytes[starts[Int(symbol)]..<starts[Int(symbol) + 1]]
  }

  /// The number of bytes of a symbol.
  func length(_ symbol: Symbol) -> Int { starts[Int(symbol) + 1] - starts[Int(symbol)] }

  /// Adds the symbol that a merge makes and returns it.
  mutating func join(_ left: Symbol, _ right: Symbol) -> Symbol {
    append(Array(self[left] + self[right]))
    return Symbol(count - 1)
  }

  /// Whether `a` comes before `b` in lexicographic order; a prefix comes before what it starts.
  func isLess(_ a: Symbol, _ b: Symbol) -> Bool {
    let (x, y) = (prefixes[Int(a)], prefixes[Int(b)])
    if x != y { return x < y }
    return self[a].lexicographicallyPrecedes(self[b])
  }

  private mutating func append(_ spelling: [UInt8]) {
    bytes += spelling
    starts.append(bytes.count)
    var prefix: UInt64 = 0
    for (i, byte) in spelling.prefix(8).enumerated() { prefix |= UInt64(byte) << (56 - 8 * i) }
    prefixes.append(prefix)
  }
}
