import Parallel

extension MergeLoop {
  /// Sums over places, by pair of bytes: what `enter` needs to know of a pair, and then where its next place goes.
  private typealias ByteSums = UnsafeMutablePointer<NeighbourCounts.Sum>

  private static var bytePairs: Int { 256 * 256 }

  /// Enters the pairs of bytes that occur at least `cutoff` times, before anything is merged.
  ///
  /// The words are cut into as many stretches as threads. Each thread sums its stretch alone, then puts the places of
  /// its stretch behind those of the stretches before: the lists are the same for any number of threads.
  mutating func collectBytes(_ team: ThreadTeam) {
    let sums = ByteSums.allocate(capacity: team.threads * Self.bytePairs)
    defer { sums.deallocate() }
    let stretches = team.threads
    let words = self.words
    // Safety: task i touches the sums of stretch i only, and writes only places that `enterBytes` gave to it.
    nonisolated(unsafe) let all = sums
    team.perform(tasks: stretches) { stretch in
      let mine = all + stretch * Self.bytePairs
      mine.initialize(repeating: NeighbourCounts.Sum(weight: 0, places: 0), count: Self.bytePairs)
      words.forEachPairOfBytes(stretch, of: stretches) { _, weight, pair in
        mine[pair].weight &+= Int(weight)
        mine[pair].places &+= 1
      }
    }
    enterBytes(sums, stretches)
    nonisolated(unsafe) let places = self.places.base
    team.perform(tasks: stretches) { stretch in
      let mine = all + stretch * Self.bytePairs
      words.forEachPairOfBytes(stretch, of: stretches) { position, weight, pair in
        guard mine[pair].places != NeighbourCounts.unlisted else { return }
        places[mine[pair].places] = Place(position: position, weight: weight)
        mine[pair].places &+= 1
      }
    }
  }

  /// Adds the stretches up and divides each pair's places among them.
  private mutating func enterBytes(_ sums: ByteSums, _ stretches: Int) {
    for pair in 0..<Self.bytePairs {
      let ofStretches = (0..<stretches).map { sums + $0 * Self.bytePairs + pair }
      let count = ofStretches.reduce(0) { $0 + $1.pointee.weight }
      guard count >= cutoff else {
        for sum in ofStretches { sum.pointee.places = NeighbourCounts.unlisted }
        continue
      }
      let key = PairKey(Symbol(pair >> 8), Symbol(pair & 0xFF))
      var next = enter(key, count: count, places: ofStretches.reduce(0) { $0 + $1.pointee.places })
      guard next != NeighbourCounts.unlisted else {
        for sum in ofStretches { sum.pointee.places = NeighbourCounts.unlisted }
        continue
      }
      for sum in ofStretches { (sum.pointee.places, next) = (next, next + sum.pointee.places) }
    }
  }

  /// Counts all pairs anew, as the words stand now, and enters those that occur at least `cutoff` times.
  mutating func collectSymbols() {
    var all = PairTable(capacity: 1 << 16)
    words.forEachPair(symbolBytes) { _, weight, left, right in
      let pair = all.insert(PairKey(left, right))
      pair.pointee.count &+= Int(weight)
      pair.pointee.length &+= 1
    }
    forgetPairs()
    all.forEach { pair in
      guard pair.pointee.count >= cutoff else {
        pair.pointee.start = NeighbourCounts.unlisted
        return
      }
      pair.pointee.start = enter(
        pair.pointee.key, count: pair.pointee.count, places: Int(pair.pointee.length))
    }
    words.forEachPair(symbolBytes) { position, weight, left, right in
      guard let pair = all.find(PairKey(left, right)), pair.pointee.start != NeighbourCounts.unlisted else { return }
      places[pair.pointee.start] = Place(position: position, weight: weight)
      pair.pointee.start &+= 1
    }
  }
}
