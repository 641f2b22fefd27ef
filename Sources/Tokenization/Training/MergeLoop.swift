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
    words.forEachPairOfBytes { place, left, right in _ = count(left, right, at: place) }
    reservePlaces(from: 0)
    words.forEachPairOfBytes { place, left, right in list(table.index(left, right), at: place) }
    queue(from: 0)
  }

  /// Merges until `limit` merges are learnt or no pair is left.
  mutating func run(limit: Int, progress: (_ merges: Int) -> Void) {
    while merges.count < limit, let index = mostFrequentPair() {
      let pair = table.pairs[index]
      merges.append((pair.left, pair.right))
      let product = spellings.join(pair.left, pair.right)
      progress(merges.count)
      if merges.count == limit { return }
      join(pair, into: product)
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

  /// Joins the pair wherever it still is, and lists and queues the pairs that come into being.
  private mutating func join(_ pair: Pair, into product: Symbol) {
    let firstNew = table.pairs.count
    let leftLength = spellings.length(pair.left)
    let length = spellings.length(product)
    for i in pair.start..<pair.start + Int(pair.length) {
      let place = Int(places[i])
      let middle = place + leftLength
      // Symbols only grow: where `left` once started, its number in the cell means that it still does.
      guard words.cells[place] == pair.left, words.cells[middle] == pair.right else { continue }
      join(pair, at: place, middle: middle, end: place + length, into: product)
    }
    reservePlaces(from: firstNew)
    for (index, place) in newPlaces { list(Int(index), at: Int(place)) }
    newPlaces.removeAll(keepingCapacity: true)
    queue(from: firstNew)
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
    if before != WordCells.edge { add(before, product, at: place - spellings.length(before)) }
    if after != WordCells.edge { add(product, after, at: place) }
  }

  @inline(__always)
  private mutating func lower(_ left: Symbol, _ right: Symbol, by weight: Int) {
    table.update(table.index(left, right)) { $0.count -= weight }
  }

  /// Counts and notes one more place of a pair that comes into being in the current step.
  @inline(__always)
  private mutating func add(_ left: Symbol, _ right: Symbol, at place: Int) {
    let index = count(left, right, at: place)
    newPlaces.append((UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: place)))
  }

  // MARK: Places

  /// Counts one more place of a pair and returns the pair's index.
  @inline(__always)
  private mutating func count(_ left: Symbol, _ right: Symbol, at place: Int) -> Int {
    let index = table.index(left, right)
    let weight = words.weight(at: place)
    table.update(index) {
      $0.count += weight
      $0.length += 1
    }
    return index
  }

  /// Makes room for the places that were counted of the pairs from `first` on; their lists are empty then.
  private mutating func reservePlaces(from first: Int) {
    var end = places.count
    for index in first..<table.pairs.count {
      table.update(index) {
        $0.start = end
        end += Int($0.length)
        $0.length = 0
      }
    }
    places.append(contentsOf: repeatElement(0, count: end - places.count))
  }

  /// Puts a place at the end of a pair's list.
  @inline(__always)
  private mutating func list(_ index: Int, at place: Int) {
    let pair = table.pairs[index]
    places[pair.start + Int(pair.length)] = UInt32(truncatingIfNeeded: place)
    table.update(index) { $0.length += 1 }
  }

  /// Puts the pairs from `first` on into the heap, if they are still anywhere.
  private mutating func queue(from first: Int) {
    for index in first..<table.pairs.count where table.pairs[index].count > 0 { push(index) }
  }
}
