/// Numbers of parts as a person types and reads them: `5`, `3-7`, `4-999:8` (every eighth from 4 to 999), as Slurm
/// writes the ids of an array.
package enum PartRanges {
  /// The numbers that one word names; nil if it names none.
  package static func numbers(_ word: String) -> StrideThrough<Int>? {
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let ends = parts[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = number(ends[0]), let last = ends.count == 1 ? first : number(ends[1]), first <= last else {
      return nil
    }
    guard parts.count == 2 else { return stride(from: first, through: last, by: 1) }
    guard ends.count == 2, let step = number(parts[1]), step > 0 else { return nil }
    return stride(from: first, through: last, by: step)
  }

  /// Rising numbers in as few words as can easily be found; nil if there are more than `limit` words.
  ///
  /// Runs of neighbours if that is enough, or else series: the longest that begins with the lowest number left, again
  /// and again. So what tasks of an array left out becomes one word a task.
  /// - Complexity: O(words × `triedSteps` × numbers).
  package static func words(_ numbers: [Int], limit: Int) -> [String]? {
    runs(numbers, limit: limit) ?? series(numbers, limit: limit)
  }

  private static func runs(_ numbers: [Int], limit: Int) -> [String]? {
    var words: [String] = []
    var index = 0
    while index < numbers.count {
      guard words.count < limit else { return nil }
      let first = numbers[index]
      while index + 1 < numbers.count, numbers[index + 1] == numbers[index] + 1 { index += 1 }
      words.append(word(first, numbers[index], 1))
      index += 1
    }
    return words
  }

  private static func series(_ numbers: [Int], limit: Int) -> [String]? {
    var left = Set(numbers)
    var words: [String] = []
    for (index, first) in numbers.enumerated() where left.contains(first) {
      guard words.count < limit else { return nil }
      let later = numbers[index...].dropFirst().lazy.filter(left.contains).prefix(triedSteps)
      var best: (step: Int, count: Int) = (1, 1)
      for next in later {
        let step = next - first
        let count = length(of: step, from: first, in: left)
        if count > best.count { best = (step, count) }
      }
      // Two numbers far apart are two words: a series of two tells nothing.
      if best.count == 2, best.step > 1 { best = (1, 1) }
      let last = first + (best.count - 1) * best.step
      for number in stride(from: first, through: last, by: best.step) { left.remove(number) }
      words.append(word(first, last, best.step))
    }
    return words
  }

  private static let triedSteps = 64

  private static func length(of step: Int, from first: Int, in numbers: Set<Int>) -> Int {
    var count = 1
    while numbers.contains(first + count * step) { count += 1 }
    return count
  }

  private static func word(_ first: Int, _ last: Int, _ step: Int) -> String {
    if first == last { return "\(first)" }
    return step == 1 ? "\(first)-\(last)" : "\(first)-\(last):\(step)"
  }

  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
