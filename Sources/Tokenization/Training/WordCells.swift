import Memory

/// A word: where its cells start, and how often it occurs.
private struct Word {
  let start: UInt32
  let weight: UInt32
}

/// The distinct pretokens ("words") of a corpus as one row of cells, one cell per byte.
///
/// A symbol's number stands in the cell of its first byte and in that of its last, so both neighbours are found
/// without links; the cells between hold `edge`, as do the cells between words and at both ends.
///
///     word  " the"       · Ġ t h e ·        one cell per byte, edges around it
///     after t+h          · Ġ th th e ·
///     after th+e         · Ġ the · the ·     the inner cell becomes an edge
///
/// A cell is as wide as the symbols need: with 16 bits twice as many words fit the processor's caches.
///
/// Safety contract: `cells` holds `count` elements, the first and the last of them edges for good; all symbols are less
/// than `edge`.
final class WordCells<Cell: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
  /// What stands in a cell that starts and ends no symbol.
  static var edge: Cell { .max }

  /// Whether cells of this width hold the symbols of so many merges.
  static func holds(merges: Int) -> Bool { 256 + merges <= Int(edge) }

  let count: Int
  let cells: UnsafeMutablePointer<Cell>
  /// The neighbouring bytes in the corpus, repeats included.
  private(set) var pairs = 0
  private var words: [Word] = []

  /// - Throws: `tooManyDistinctBytes` if positions would not fit 32 bits.
  init(_ pretokens: PretokenCounter) throws(TokenizationError) {
    var size = 1
    var number = 0
    pretokens.forEach { bytes, count in
      let copies = Self.copies(count)
      size += copies * (bytes.count + 1)
      number += copies
    }
    guard size < Int(UInt32.max) else { throw .tooManyDistinctBytes(size) }
    count = size
    cells = Memory.elements(count: size)
    cells[0] = Self.edge
    words.reserveCapacity(number)
    var end = 1
    pretokens.forEach { bytes, count in
      var left = count
      for _ in 0..<Self.copies(count) {
        let weight = UInt32(clamping: left)
        left -= UInt64(weight)
        pairs += Int(weight) * (bytes.count - 1)
        words.append(Word(start: UInt32(truncatingIfNeeded: end), weight: weight))
        for byte in bytes {
          cells[end] = Cell(byte)
          end += 1
        }
        cells[end] = Self.edge
        end += 1
      }
    }
  }

  deinit { Memory.free(cells) }

  /// Visits all neighbouring symbols within words, from left to right; `place` is where the left one starts.
  @inline(__always)
  func forEachPair(
    _ symbolBytes: borrowing SymbolBytes,
    _ body: (_ place: UInt32, _ weight: UInt32, _ left: Symbol, _ right: Symbol) -> Void
  ) {
    for word in words {
      var place = Int(word.start)
      var left = Symbol(truncatingIfNeeded: cells[place])
      while true {
        let next = place &+ symbolBytes.length(left)
        guard cells[next] != Self.edge else { break }
        let right = Symbol(truncatingIfNeeded: cells[next])
        body(UInt32(truncatingIfNeeded: place), word.weight, left, right)
        (place, left) = (next, right)
      }
    }
  }

  /// Joins two neighbouring symbols wherever they are, from left to right.
  func joinEverywhere(_ left: Symbol, _ right: Symbol, into product: Symbol, _ symbolBytes: borrowing SymbolBytes) {
    let leftLength = symbolBytes.length(left)
    let length = symbolBytes.length(product)
    let (leftCell, rightCell) = (Cell(truncatingIfNeeded: left), Cell(truncatingIfNeeded: right))
    let productCell = Cell(truncatingIfNeeded: product)
    for word in words {
      var place = Int(word.start)
      while cells[place] != Self.edge {
        let middle = place &+ leftLength
        guard cells[place] == leftCell, cells[middle] == rightCell else {
          place = place &+ symbolBytes.length(Symbol(truncatingIfNeeded: cells[place]))
          continue
        }
        cells[middle &- 1] = Self.edge
        cells[middle] = Self.edge
        cells[place] = productCell
        place = place &+ length
        cells[place &- 1] = productCell
      }
    }
  }

  /// Visits all neighbouring bytes in the given one of `stretches` equal stretches of words, as `left << 8 | right`.
  /// Call before anything is merged.
  @inline(__always)
  func forEachPairOfBytes(
    _ stretch: Int, of stretches: Int, _ body: (_ place: UInt32, _ weight: UInt32, _ pair: Int) -> Void
  ) {
    let range = words.count * stretch / stretches..<words.count * (stretch + 1) / stretches
    words.withUnsafeBufferPointer { words in
      for word in words[range] {
        var place = Int(word.start)
        var left = cells[place]
        while true {
          let right = cells[place &+ 1]
          guard right != Self.edge else { break }
          body(UInt32(truncatingIfNeeded: place), word.weight, Int(left) << 8 | Int(right))
          (place, left) = (place &+ 1, right)
        }
      }
    }
  }

  /// A word that occurs more often than 32 bits can count is put down several times: the sums come out right.
  private static func copies(_ count: UInt64) -> Int { Int((count + UInt64(UInt32.max) - 1) / UInt64(UInt32.max)) }
}
