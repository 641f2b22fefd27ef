import Platform

/// A token while training: bytes are `0 ..< 256`, the product of merge `i` is `256 + i`.
typealias Symbol = UInt32

/// The bytes of every symbol, made to be compared: ties between pairs are many, and settled by these.
///
/// Safety contract: symbols are less than `count`.
struct SymbolBytes: ~Copyable {
  struct Entry {
    /// The first eight bytes as one big-endian number, zeros after the end: most comparisons need no more.
    let prefix: UInt64
    /// Where in `bytes` the symbol starts.
    let start: Int
    let length: Int
  }

  private var bytes = FlatList<UInt8>(capacity: 1 << 12)
  private var entries = FlatList<Entry>(capacity: 1 << 10)

  /// The 256 bytes.
  init() {
    for byte in UInt8.min...UInt8.max {
      bytes.append(byte)
      end(from: Int(byte))
    }
  }

  /// The number of symbols.
  var count: Int { entries.count }

  /// The bytes of a symbol.
  subscript(symbol: Symbol) -> [UInt8] {
    let entry = entries[Int(symbol)]
    return Array(UnsafeBufferPointer(start: bytes.base + entry.start, count: entry.length))
  }

  /// The number of bytes of a symbol.
  @inline(__always)
  func length(_ symbol: Symbol) -> Int { entries[Int(symbol)].length }

  /// Adds the symbol that a merge makes and returns it.
  mutating func join(_ left: Symbol, _ right: Symbol) -> Symbol {
    let start = bytes.count
    for part in [entries[Int(left)], entries[Int(right)]] {
      bytes.reserve(part.length)
      for i in 0..<part.length { bytes.appendReserved(bytes[part.start + i]) }
    }
    end(from: start)
    return Symbol(count - 1)
  }

  /// Whether `a` comes before `b` in lexicographic order; a prefix comes before what it starts.
  @inline(__always)
  func isLess(_ a: Symbol, _ b: Symbol) -> Bool {
    let (x, y) = (entries[Int(a)], entries[Int(b)])
    return x.prefix != y.prefix ? x.prefix < y.prefix : isLess(x, y)
  }

  private func isLess(_ a: Entry, _ b: Entry) -> Bool {
    let order = memcmp(bytes.base + a.start, bytes.base + b.start, min(a.length, b.length))
    return order != 0 ? order < 0 : a.length < b.length
  }

  /// Ends the symbol whose bytes are those from `start` on.
  private mutating func end(from start: Int) {
    let length = bytes.count - start
    var prefix: UInt64 = 0
    for i in 0..<min(8, length) { prefix |= UInt64(bytes[start + i]) << UInt64(56 - 8 * i) }
    entries.append(Entry(prefix: prefix, start: start, length: length))
  }
}
