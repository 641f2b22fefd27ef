// Byte-pair merging with incremental counts (Sennrich et al. 2016, doi:10.18653/v1/P16-1162):
//
//     count the pairs of neighbouring bytes and list their places          once
//     repeat
//       take the most frequent pair off the heap                           lazily corrected
//       at each of its places, from left to right, if it is still there:
//         join the two symbols
//         the pairs with the neighbours before: one less
//         the pairs with the new symbol: one more, and a place
//
// A pair's places all come into being in the step that makes the newer of its two symbols. So each list of
// places is written once and never grows, all lists lie one after another in one array, and counts only fall
// afterwards, which is what lets the heap be corrected lazily. Places go stale when a neighbour merges first; the
// cells tell.
//
// Layering, bottom to top: `Spellings`, `WordCells`, `PairTable`, `PairHeap`, and the loop here.

/// Learns merges from counted words.
struct MergeLoop {
  /// The bytes of the symbols so far.
  private(set) var spellings = Spellings()
  /// The pairs merged so far.
  private(set) var merges: [(left: Symbol, right: Symbol)] = []

  private let words: WordCells
  private var table = PairTable()
  private var heap = PairHeap()
  /// The places of all pairs; a place is the position of the left symbol's first cell.
  private var places: [UInt32] = []
  /// Places of pairs made in the current step, in the order they were found.
  private var newPlaces: [(pair: UInt32, place: UInt32)] = []

  init(_ words: WordCells) {
    self.words = words
    for place in 0..<words.count - 1 where words.cells[place] != WordCells.edge {
      let right = words.cells[place + 1]
      if right != WordCells.edge { addPlace(of: words.cells[place], right, at: place) }
    }
    listNewPairs(from: 0)
  }

  /// Merges until `limit` merges are learnt or no pair is left.
  mutating func run(limit: Int, progress: (_ merges: Int) -> Void) {
    while merges.count < limit, let index = mostFrequentPair() {
      let pair = table.pairs[index]
      merges.append((pair.left, pair.right))
      let product = spellings.join(pair.left, pair.right)
      progress(merges.count)
      if merges.count == limit { return }
      let firstNew = table.pairs.count
      join(pair, into: product)
      listNewPairs(from: firstNew)
    }
  }

  /// Takes the pair to be merged next off the heap.
  private mutating func mostFrequentPair() -> Int? {
    while let top = heap.pop(spellings) {
      let index = Int(top.pair)
      let count = table.pairs[index].count
      if count == top.count { return index }
      if count > 0 { push(index) }
    }
    return nil
  }

  private mutating func push(_ index: Int) {
    let pair = table.pairs[index]
    let entry = PairHeap.Entry(
      count: pair.count, left: pair.left, right: pair.right, pair: UInt32(truncatingIfNeeded: index))
    heap.push(entry, spellings)
  }

  // MARK: One merge

  /// Joins the pair wherever it still is.
  private mutating func join(_ pair: Pair, into product: Symbol) {
    let leftLength = spellings.length(pair.left)
    let length = spellings.length(product)
    for i in pair.start..<pair.start + pair.length {
      let place = Int(places[i])
      let middle = place + leftLength
      // A later list may reuse nothing: a cell that holds `left` where it once started still starts it.
      guard words.cells[place] == pair.left, words.cells[middle] == pair.right else { continue }
      join(pair, at: place, middle: middle, end: place + length, into: product)
    }
  }

  /// Joins the symbols at `place ..< middle ..< end` and corrects the counts of the four pairs around.
  @inline(__always)
  private mutating func join(_ pair: Pair, at place: Int, middle: Int, end: Int, into product: Symbol) {
    let cells = words.cells
    let weight = words.weight(at: place)
    let before = cells[place - 1]
    let after = cells[end]
    lower(pair.left, pair.right, by: weight)
    if before != WordCells.edge { lower(before, pair.left, by: weight) }
    if after != WordCells.edge { lower(pair.right, after, by: weight) }
    cells[middle - 1] = WordCells.edge
    cells[middle] = WordCells.edge
    cells[place] = product
    cells[end - 1] = product
    if before != WordCells.edge { addPlace(of: before, product, at: place - spellings.length(before)) }
    if after != WordCells.edge { addPlace(of: product, after, at: place) }
  }

  @inline(__always)
  private mutating func lower(_ left: Symbol, _ right: Symbol, by weight: Int) {
    table.update(table.index(left, right)) { $0.count -= weight }
  }

  /// Counts one more place of a pair that belongs to the current step.
  @inline(__always)
  private mutating func addPlace(of left: Symbol, _ right: Symbol, at place: Int) {
    let index = table.index(left, right)
    let weight = words.weight(at: place)
    table.update(index) {
      $0.count += weight
      $0.length += 1
    }
    newPlaces.append((UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: place)))
  }

  /// Sorts the places found in the current step by pair, keeping their order, and queues the new pairs.
  private mutating func listNewPairs(from firstNew: Int) {
    var start = places.count
    places.append(contentsOf: repeatElement(0, count: newPlaces.count))
    for index in firstNew..<table.pairs.count {
      table.update(index) {
        let length = $0.length
        $0.start = start
        $0.length = 0
        start += length
      }
    }
    for (pair, place) in newPlaces {
      table.update(Int(pair)) {
        places[$0.start + $0.length] = place
        $0.length += 1
      }
    }
    newPlaces.removeAll(keepingCapacity: true)
    for index in firstNew..<table.pairs.count where table.pairs[index].count > 0 { push(index) }
  }
}
