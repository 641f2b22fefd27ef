import Memory

/// What stands next to the symbol that a merge makes, on one side: for each neighbour how often, and where.
///
/// A merge meets few different neighbours at many places. So they are summed here, in a table indexed by symbol, and
/// the table of pairs is asked once for each neighbour instead of once for each place.
///
/// Safety contract: symbols are less than `symbols`; `add` needs room that `reserve` made.
struct NeighbourCounts: ~Copyable {
  /// The sums of one neighbour.
  struct Sum {
    /// How often it stands there, each place as often as its word occurs.
    var weight: Int
    /// The number of places, then where in the list of all places the next one goes; `unlisted` if nowhere.
    var places: Int
  }

  /// One place of the pair of the new symbol and a neighbour.
  struct Note {
    let neighbour: Symbol
    let place: Place
  }

  static let unlisted = -1

  private let sums: UnsafeMutablePointer<Sum>
  /// The neighbours met so far, in the order of their first places.
  private(set) var neighbours = FlatList<Symbol>()
  private(set) var notes = FlatList<Note>()

  init(symbols: Int) {
    sums = Memory.elements(count: symbols)
    sums.initialize(repeating: Sum(weight: 0, places: 0), count: symbols)
  }

  deinit { Memory.free(sums) }

  subscript(neighbour: Symbol) -> UnsafeMutablePointer<Sum> {
    @inline(__always) get { sums + Int(neighbour) }
  }

  mutating func reserve(places: Int) { notes.reserve(places) }

  /// Counts and notes a place where `neighbour` stands.
  @inline(__always)
  mutating func add(_ neighbour: Symbol, _ place: Place) {
    let sum = sums + Int(neighbour)
    if sum.pointee.places == 0 { neighbours.append(neighbour) }
    sum.pointee.weight &+= Int(place.weight)
    sum.pointee.places &+= 1
    notes.appendReserved(Note(neighbour: neighbour, place: place))
  }

  /// Forgets everything, for the next merge.
  mutating func clear() {
    for i in 0..<neighbours.count { sums[Int(neighbours[i])] = Sum(weight: 0, places: 0) }
    neighbours.truncate(to: 0)
    notes.truncate(to: 0)
  }
}
