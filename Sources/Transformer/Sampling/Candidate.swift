/// A token that may still be drawn, with its unnormalised probability.
struct Candidate: Equatable {
  let token: UInt32
  let logit: Float
  /// exp((logit − largest logit) / temperature): 1 for the most likely token.
  var weight: Double

  /// The order of likelihood: larger logit first, and of equal ones the smaller id, so that every rule has one
  /// answer. Compares logits rather than weights, because weights of unlikely tokens underflow to the same 0.
  func isLikelier(than other: Candidate) -> Bool {
    logit != other.logit ? logit > other.logit : token < other.token
  }
}

extension [Candidate] {
  /// Keeps the `count` likeliest, in no particular order.
  ///
  /// A heap of `count` entries with the least likely at its root: O(n log count), no sort of the vocabulary.
  mutating func keepLikeliest(_ count: Int) {
    guard count < self.count else { return }
    for root in stride(from: count / 2 - 1, through: 0, by: -1) { sink(from: root, size: count) }
    for index in count..<self.count where self[index].isLikelier(than: self[0]) {
      self[0] = self[index]
      sink(from: 0, size: count)
    }
    removeLast(self.count - count)
  }

  /// Restores the heap order (least likely first) below `root` in the first `size` entries.
  private mutating func sink(from root: Int, size: Int) {
    var parent = root
    while true {
      var child = 2 * parent + 1
      guard child < size else { return }
      if child + 1 < size, self[child].isLikelier(than: self[child + 1]) { child += 1 }
      guard self[parent].isLikelier(than: self[child]) else { return }
      swapAt(parent, child)
      parent = child
    }
  }

  /// Keeps the nucleus: the smallest set of likeliest tokens that holds at least the share `p` of all weight.
  ///
  /// Holtzman et al. 2020, https://arxiv.org/abs/1904.09751. Entries below (1 − p) / (n − 1) of the total
  /// cannot be in it: n − 1 of them together weigh less than 1 − p. They leave before the sort, which is then
  /// short for any peaked distribution. (The likeliest token always stays.)
  mutating func keepNucleus(_ p: Double) {
    guard p < 1, count > 1 else { return }
    let total = reduce(0) { $0 + $1.weight }
    let largest = reduce(0) { Swift.max($0, $1.weight) }
    let floor = Swift.min((1 - p) / Double(count - 1) * total, largest)
    removeAll { $0.weight < floor }
    sort { $0.isLikelier(than: $1) }
    var cumulative = 0.0
    for index in indices {
      cumulative += self[index].weight
      if cumulative >= p * total {
        removeLast(count - index - 1)
        return
      }
    }
  }

  /// The token at share `unit` (in [0, 1)) of the remaining weight; there must be one.
  func draw(unit: Double) -> UInt32 {
    let target = unit * reduce(0) { $0 + $1.weight }
    var cumulative = 0.0
    var last = self[0]
    for candidate in self where candidate.weight > 0 {
      cumulative += candidate.weight
      if cumulative > target { return candidate.token }
      last = candidate
    }
    return last.token  // rounding left the target at the very end
  }
}
