import Memory

/// A growing list of plain values without reference counts, bounds checks or exclusivity checks.
///
/// Large lists grow by moving pages, not bytes (`realloc`), and what is reserved but never written takes no memory.
///
/// Safety contract: only `base[0 ..< count]` may be read, and only `base[0 ..< capacity]` written. Pointers hold until
/// the next call that may grow the list.
package struct FlatList<Element: BitwiseCopyable>: ~Copyable {
  package private(set) var base: UnsafeMutablePointer<Element>
  /// The number of elements.
  package private(set) var count = 0
  private var capacity: Int

  /// An empty list with room for `capacity` elements.
  package init(capacity: Int = 64) {
    self.capacity = max(1, capacity)
    base = Self.reallocate(nil, capacity: self.capacity)
  }

  deinit { Memory.free(base) }

  subscript(index: Int) -> Element {
    @inline(__always) get { base[index] }
    @inline(__always) nonmutating set { base[index] = newValue }
  }

  /// The elements; they hold until the next call that may grow the list.
  package var all: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { reserve(1) }
    appendReserved(element)
  }

  /// Appends where `reserve` has made room.
  @inline(__always)
  mutating func appendReserved(_ element: Element) {
    (base + count).initialize(to: element)
    count &+= 1
  }

  /// Adds elements at the end.
  package mutating func append(contentsOf more: UnsafeBufferPointer<Element>) {
    guard let source = more.baseAddress else { return }
    let start = extend(by: more.count)
    (base + start).initialize(from: source, count: more.count)
  }

  /// Makes room for `more` elements after the last one.
  package mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    capacity = max(capacity + capacity / 2, count + more)
    base = Self.reallocate(base, capacity: capacity)
  }

  /// Lengthens the list by `more` elements that the caller writes before anyone reads them; returns where they start.
  package mutating func extend(by more: Int) -> Int {
    reserve(more)
    count += more
    return count - more
  }

  /// Drops the first elements and keeps the memory.
  mutating func dropFirst(_ number: Int) {
    guard number > 0 else { return }
    count -= number
    base.update(from: base + number, count: count)
  }

  /// Shortens the list to `count` elements and keeps the memory.
  mutating func truncate(to count: Int) { self.count = count }

  /// Forgets the elements; keeps room for at most `most`, or what there is if it is less.
  package mutating func removeAll(keeping most: Int) {
    count = 0
    guard capacity > most else { return }
    capacity = max(1, most)
    base = Self.reallocate(base, capacity: capacity)
  }

  private static func reallocate(
    _ base: UnsafeMutablePointer<Element>?, capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let bytes = capacity * MemoryLayout<Element>.stride
    return Memory.reallocate(base, byteCount: bytes).bindMemory(to: Element.self, capacity: capacity)
  }
}
