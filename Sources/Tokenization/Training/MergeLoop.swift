// Byte-pair merging with incremental counts (Sennrich et al. 2016, doi:10.18653/v1/P16-1162):
//
//     collect the pairs that occur at least `cutoff` times, with their places
//     repeat
//       take the most frequent pair off the heap                           lazily corrected
//       if it occurs less than `cutoff` times: lower the cutoff and collect again
//       at each of its places, from left to right, if it is still there:
//         join the two symbols; count the neighbours before and after
//       for each neighbour
//         its pair with the old symbol: less often
//         its pair with the new symbol: a new pair, kept if it occurs at least `cutoff` times
//
// A pair's places all come into being in the step that makes the newer of its two symbols. So each list of
// places is written once and never grows, all lists lie one after another in one array, and counts only fall
// afterwards. That is what lets the heap be corrected lazily, and what lets a pair be forgotten for good once it
// occurs less than `cutoff` times: most pairs are rare, and none of them is ever merged. Places go stale when a
// neighbour merges first; the cells tell.
//
// A pair with very many places, as in a word of hundreds of megabytes, has no list: when its turn comes, all cells are
// looked through, and all pairs are collected again. Each such merge shortens the words by so much that there are few.
//
// Layering, bottom to top: `FlatList`, `SymbolBytes`, `WordCells`, `PairTable`, `NeighbourCounts`, `PairHeap`, the loop.

import Parallel

/// Where a pair occurs: the position of its left symbol's first cell, and how often the word there occurs.
struct Place {
  let position: UInt32
  let weight: UInt32
}

/// Learns merges from counted words.
struct MergeLoop<Cell: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: ~Copyable {
  /// The bytes of the symbols so far.
  private(set) var symbolBytes = SymbolBytes()
  /// The pairs merged so far.
  private(set) var merges: [(left: Symbol, right: Symbol)] = []

  let words: WordCells<Cell>
  /// Every pair that occurs at least this often is in `table` and in `heap`.
  private(set) var cutoff: Int
  private var table = PairTable()
  private var heap = PairHeap()
  /// The places of all pairs in `table`.
  private(set) var places = FlatList<Place>()
  private var before: NeighbourCounts
  private var after: NeighbourCounts

  /// A pair with more places than that has no list of them.
  private let longestList: Int
  /// The longest symbol that is made, in bytes: a tokenizer's files hold each symbol several times.
  private let longestSymbol: Int

  /// Prepares for at most `limit` merges, whose symbols fit the cells and have at most `longestSymbol` bytes; next comes
  /// `collectBytes`. The result does not depend on `cutoff` and `longestList`, time and memory do.
  init(
    _ words: WordCells<Cell>, limit: Int, cutoff: Int? = nil, longestList: Int? = nil,
    longestSymbol: Int = BPETrainer.longestToken
  ) {
    precondition(WordCells<Cell>.holds(merges: limit), "cells too narrow for the symbols")
    self.words = words
    self.longestList = longestList ?? max(1 << 22, words.count / 64)
    self.longestSymbol = longestSymbol
    self.cutoff = cutoff ?? Self.likelyCutoff(words, limit: limit)
    merges.reserveCapacity(limit)
    before = NeighbourCounts(symbols: 256 + limit)
    after = NeighbourCounts(symbols: 256 + limit)
  }

  /// Merges until `limit` merges are learnt or no pair is left.
  mutating func run(limit: Int, progress: (_ merges: Int) -> Void) {
    while merges.count < limit, let pair = mostFrequentPair() {
      let (left, right) = (pair.pointee.key.left, pair.pointee.key.right)
      merges.append((left, right))
      let product = symbolBytes.join(left, right)
      progress(merges.count)
      if merges.count == limit { return }
      if pair.pointee.start == NeighbourCounts.unlisted {
        words.joinEverywhere(left, right, into: product, symbolBytes)
        collectSymbols()
      } else {
        join(pair, left, right, into: product)
      }
    }
  }

  /// Takes the pair to be merged next off the heap; nil if none is left.
  private mutating func mostFrequentPair() -> UnsafeMutablePointer<Pair>? {
    while true {
      while let top = heap.pop(symbolBytes) {
        guard let pair = table.find(top.key) else { continue }
        let count = pair.pointee.count
        if symbolBytes.length(top.key.left) + symbolBytes.length(top.key.right) > longestSymbol { continue }
        if count == top.count { return pair }
        if count >= cutoff { heap.push(PairHeap.Entry(count: count, key: top.key), symbolBytes) }
      }
      guard cutoff > 1 else { return nil }
      cutoff = max(1, cutoff / 8)
      collectSymbols()
    }
  }

  // MARK: One merge

  /// Joins the pair wherever it still is, and corrects the pairs around.
  private mutating func join(
    _ pair: UnsafeMutablePointer<Pair>, _ left: Symbol, _ right: Symbol, into product: Symbol
  ) {
    let list = pair.pointee.start..<pair.pointee.start + Int(pair.pointee.length)
    pair.pointee.count = 0
    before.reserve(places: list.count)
    after.reserve(places: list.count)
    let leftLength = symbolBytes.length(left)
    let length = symbolBytes.length(product)
    let cells = words.cells
    let (leftCell, rightCell) = (Cell(truncatingIfNeeded: left), Cell(truncatingIfNeeded: right))
    let productCell = Cell(truncatingIfNeeded: product)
    let edge = WordCells<Cell>.edge
    for index in list {
      let place = places[index]
      let start = Int(place.position)
      let middle = start &+ leftLength
      // Symbols only grow: where `left` once started, its number in the cell means that it still does.
      guard cells[start] == leftCell, cells[middle] == rightCell else { continue }
      let end = start &+ length
      let neighbour = cells[start &- 1]
      let next = cells[end]
      cells[middle &- 1] = edge
      cells[middle] = edge
      cells[start] = productCell
      cells[end &- 1] = productCell
      if neighbour != edge {
        let neighbour = Symbol(truncatingIfNeeded: neighbour)
        let position = start &- symbolBytes.length(neighbour)
        before.add(
          neighbour, Place(position: UInt32(truncatingIfNeeded: position), weight: place.weight))
      }
      if next != edge { after.add(Symbol(truncatingIfNeeded: next), place) }
    }
    lowerOldPairs(left, right, product)
    listNewPairs(product)
    before.clear()
    after.clear()
  }

  /// The neighbours have lost the old symbols.
  private mutating func lowerOldPairs(_ left: Symbol, _ right: Symbol, _ product: Symbol) {
    for i in 0..<before.neighbours.count {
      let neighbour = before.neighbours[i]
      let weight = before[neighbour].pointee.weight
      if neighbour == product {
        // The pair occurred twice running. What the first saw after it was `left`, and has become `product`.
        after[left].pointee.weight -= weight
      } else {
        lower(PairKey(neighbour, left), by: weight)
      }
    }
    for i in 0..<after.neighbours.count {
      let neighbour = after.neighbours[i]
      // … and `left` was lost there by `right` all the same.
      let twice = neighbour == left ? before[product].pointee.weight : 0
      lower(PairKey(right, neighbour), by: after[neighbour].pointee.weight + twice)
    }
  }

  @inline(__always)
  private func lower(_ key: PairKey, by weight: Int) {
    if let pair = table.find(key) { pair.pointee.count -= weight }
  }

  /// Keeps the pairs of the new symbol and its neighbours that occur often enough, with their places.
  private mutating func listNewPairs(_ product: Symbol) {
    for i in 0..<before.neighbours.count {
      let neighbour = before.neighbours[i]
      keep(PairKey(neighbour, product), before[neighbour])
    }
    for i in 0..<after.neighbours.count {
      let neighbour = after.neighbours[i]
      keep(PairKey(product, neighbour), after[neighbour])
    }
    Self.list(before, places)
    Self.list(after, places)
  }

  @inline(__always)
  private mutating func keep(_ key: PairKey, _ sum: UnsafeMutablePointer<NeighbourCounts.Sum>) {
    guard sum.pointee.weight >= cutoff else {
      sum.pointee.places = NeighbourCounts.unlisted
      return
    }
    sum.pointee.places = enter(key, count: sum.pointee.weight, places: sum.pointee.places)
  }

  /// Enters a new pair; returns where in `places` its places are to be written, `unlisted` if nowhere.
  @inline(__always)
  mutating func enter(_ key: PairKey, count: Int, places length: Int) -> Int {
    let start = length > longestList ? NeighbourCounts.unlisted : places.extend(by: length)
    let pair = table.insert(key)
    pair.pointee.count = count
    pair.pointee.length = UInt32(truncatingIfNeeded: length)
    pair.pointee.start = start
    heap.push(PairHeap.Entry(count: count, key: key), symbolBytes)
    return start
  }

  /// Forgets all pairs.
  mutating func forgetPairs() {
    table = PairTable()
    heap.removeAll()
    places.truncate(to: 0)
  }

  @inline(__always)
  private static func list(_ neighbours: borrowing NeighbourCounts, _ places: borrowing FlatList<Place>) {
    for i in 0..<neighbours.notes.count {
      let note = neighbours.notes[i]
      let sum = neighbours[note.neighbour]
      guard sum.pointee.places != NeighbourCounts.unlisted else { continue }
      places[sum.pointee.places] = note.place
      sum.pointee.places &+= 1
    }
  }

  /// A count that the last of `limit` merges will hardly fall below.
  ///
  /// In texts of many kinds, 10,000 or 32,000 merges end at counts of 1/15 to 1/60 of all pairs over the merges.
  private static func likelyCutoff(_ words: WordCells<Cell>, limit: Int) -> Int {
    max(1, words.pairs / (100 * max(1, limit)))
  }
}
