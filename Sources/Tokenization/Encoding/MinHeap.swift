/// Numbers of which the smallest comes first: a binary heap.
///
/// - Complexity: `insert` and `popMin` O(log n), `init` O(n).
struct MinHeap: ~Copyable {
  private var numbers: FlatList<UInt64>

  init(_ numbers: consuming FlatList<UInt64>) {
    self.numbers = numbers
    for parent in stride(from: self.numbers.count / 2 - 1, through: 0, by: -1) {
      sink(self.numbers[parent], from: parent, count: self.numbers.count)
    }
  }

  @inline(__always)
  mutating func insert(_ number: UInt64) {
    numbers.append(number)
    rise(number, from: numbers.count &- 1, to: 0)
  }

  /// Takes the smallest number; nil if there is none.
  @inline(__always)
  mutating func popMin() -> UInt64? {
    guard numbers.count > 0 else { return nil }
    let smallest = numbers[0]
    let last = numbers[numbers.count &- 1]
    numbers.truncate(to: numbers.count &- 1)
    if numbers.count > 0 { sink(last, from: 0, count: numbers.count) }
    return smallest
  }

  /// Puts `number` where it belongs at `place` or below, whose own number is done with.
  ///
  /// The empty place goes all the way down first, and the number up from there: most belong near the bottom, so half of
  /// the comparisons are saved.
  @inline(__always)
  private func sink(_ number: UInt64, from place: Int, count: Int) {
    var parent = place
    var child = 2 &* parent &+ 1
    while child &+ 1 < count {
      if numbers[child &+ 1] < numbers[child] { child &+= 1 }
      numbers[parent] = numbers[child]
      parent = child
      child = 2 &* parent &+ 1
    }
    if child < count {
      numbers[parent] = numbers[child]
      parent = child
    }
    rise(number, from: parent, to: place)
  }

  /// Puts `number` where it belongs at `place` or above, as far as `top`.
  @inline(__always)
  private func rise(_ number: UInt64, from place: Int, to top: Int) {
    var child = place
    while child > top {
      let parent = (child &- 1) / 2
      guard number < numbers[parent] else { break }
      numbers[child] = numbers[parent]
      child = parent
    }
    numbers[child] = number
  }
}
