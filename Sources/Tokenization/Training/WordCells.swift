/// The distinct pretokens ("words") of a corpus as one row of cells, one cell per byte.
///
/// A symbol's number stands in the cell of its first byte and in that of its last, so both neighbours are found
/// without links; the cells between hold `edge`, as do the cells between words and at both ends.
///
///     word  " the"       · Ġ t h e ·        one cell per byte, edges around it
///     after t+h          · Ġ th th e ·
///     after th+e         · Ġ the · the ·     the inner cell becomes an edge
///
/// Safety contract: `cells` and `wordOf` hold `count` elements, `wordCounts` one per word.
final class WordCells {
  /// What stands in a cell that starts and ends no symbol. The last symbol a vocabulary of 65,536 can have
  /// has this number too, but the last merge is never carried out.
  static let edge = Symbol.max

  let count: Int
  let cells: UnsafeMutablePointer<Symbol>
  /// The word that a cell belongs to.
  private let wordOf: UnsafeMutablePointer<UInt32>
  /// How often a word occurs in the corpus.
  private let wordCounts: UnsafeMutablePointer<Int>

  /// - Throws: `tooManyDistinctBytes` if positions would not fit 32 bits.
  init(_ pretokens: PretokenCounter) throws(TokenizationError) {
    var size = 1
    pretokens.forEach { bytes, _ in size += bytes.count + 1 }
    guard size < Int(UInt32.max) else { throw .tooManyDistinctBytes(size) }
    count = size
    cells = .allocate(capacity: size)
    cells.initialize(repeating: Self.edge, count: size)
    wordOf = .allocate(capacity: size)
    wordOf.initialize(repeating: 0, count: size)
    wordCounts = .allocate(capacity: max(1, pretokens.distinct))
    fill(from: pretokens)
  }

  deinit {
    cells.deallocate()
    wordOf.deallocate()
    wordCounts.deallocate()
  }

  /// How often the word at `position` occurs.
  @inline(__always)
  func weight(at position: Int) -> Int { wordCounts[Int(wordOf[position])] }

  /// Visits all neighbouring bytes within words, from left to right. Call before anything is joined.
  @inline(__always)
  func forEachPairOfBytes(_ body: (_ place: Int, _ left: Symbol, _ right: Symbol) -> Void) {
    for place in 0..<count - 1 where cells[place] != Self.edge && cells[place + 1] != Self.edge {
      body(place, cells[place], cells[place + 1])
    }
  }

  private func fill(from pretokens: PretokenCounter) {
    var position = 1
    var word = 0
    pretokens.forEach { bytes, count in
      (wordCounts + word).initialize(to: Int(count))
      for byte in bytes {
        cells[position] = Symbol(byte)
        wordOf[position] = UInt32(truncatingIfNeeded: word)
        position += 1
      }
      position += 1
      word += 1
    }
  }
}
