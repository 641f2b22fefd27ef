extension RandomSource {
  /// A number in `0 ..< bound`, each equally likely (Lemire 2019: multiply, and reject the few words that
  /// would make some results likelier than others). A bound of 0 gives 0.
  package mutating func below(_ bound: UInt64) -> UInt64 {
    guard bound > 1 else { return 0 }
    var product = bound.multipliedFullWidth(by: next())
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold {
        product = bound.multipliedFullWidth(by: next())
      }
    }
    return product.high
  }

  /// A number in `0 ..< bound` for indexing; a bound of 0 or less gives 0.
  package mutating func index(below bound: Int) -> Int {
    bound > 1 ? Int(below(UInt64(bound))) : 0
  }

  /// A multiple of 2^-53 in [0, 1): the upper 53 bits of one word.
  package mutating func unitInterval() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Puts the elements into one of their orders, each equally likely (Fisher and Yates, from the end down).
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    var remaining = elements.count
    while remaining > 1 {
      let chosen = index(below: remaining)
      remaining -= 1
      elements.swapAt(chosen, remaining)
    }
  }

  /// One of the elements, each equally likely; nil if there are none.
  package mutating func pick<Element>(from elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[index(below: elements.count)]
  }
}
