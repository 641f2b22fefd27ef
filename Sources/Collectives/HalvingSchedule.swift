/// Which part of a range each rank sums: recursive halving, nearest partner first (Thakur, Rabenseifner and Gropp 2005,
/// "Optimization of Collective Communication Operations in MPICH").
///
/// In each step two ranks that hold sums over the same elements divide them: one keeps the lower half and one the upper,
/// and each adds what the other has of its half. With partners at the distances 1, 2, 4, … that adds pairs, then pairs
/// of pairs: every element is summed along the same tree, ((r0 + r1) + (r2 + r3)) + …, whichever rank does it.
///
///     size 4, 64 elements     step 1               step 2
///     rank 0                  keeps 0–31           keeps 0–15    owns 0–15
///     rank 1                  keeps 32–63          keeps 32–47   owns 32–47
///     rank 2                  keeps 0–31           keeps 16–31   owns 16–31
///     rank 3                  keeps 32–63          keeps 48–63   owns 48–63
struct HalvingSchedule: Equatable {
  /// One exchange of halves.
  struct Step: Equatable {
    let partner: Int
    /// What this rank goes on with; the partner has the same elements of its own ranks.
    let keep: Range<Int>
    /// What the partner goes on with.
    let give: Range<Int>
  }

  let steps: [Step]
  /// What this rank has the sum of in the end.
  let owned: Range<Int>

  /// Halves begin at multiples of so many elements, counted from the range's start: a cache line of floats.
  static let grain = 16

  /// Plans the steps of one rank.
  ///
  /// - Parameters:
  ///   - range: what is summed; may be empty
  ///   - rank: whose steps
  ///   - size: a power of two
  init(_ range: Range<Int>, rank: Int, size: Int) {
    var steps: [Step] = []
    var held = range
    var distance = 1
    while distance < size {
      let half = (held.count / 2 + Self.grain - 1) / Self.grain * Self.grain
      let middle = held.lowerBound + min(held.count, half)
      let (lower, upper) = (held.lowerBound..<middle, middle..<held.upperBound)
      let keepsLower = rank & distance == 0
      steps.append(Step(partner: rank ^ distance, keep: keepsLower ? lower : upper, give: keepsLower ? upper : lower))
      held = keepsLower ? lower : upper
      distance *= 2
    }
    (self.steps, owned) = (steps, held)
  }
}
