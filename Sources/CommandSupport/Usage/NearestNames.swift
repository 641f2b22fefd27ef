/// Which names somebody may have meant by a word that is none.
enum NearestNames {
  /// The names nearest to the word: those that begin with it or with which it begins, or else those of the fewest slips
  /// of the keyboard. None if it is like no name; several if they are equally near.
  static func to(_ word: String, among names: [String]) -> [String] {
    let known = names.filter { beginsAlike(word, $0) }
    if !known.isEmpty { return known }
    let near = names.map { (name: $0, slips: slips(word, $0)) }.filter { $0.slips <= limit(word, $0.name) }
    guard let fewest = near.map(\.slips).min() else { return [] }
    return near.filter { $0.slips == fewest }.map(\.name)
  }

  /// `--temp` for `--temperature`, `--tokenizer-path` for `--tokenizer`.
  private static func beginsAlike(_ word: String, _ name: String) -> Bool {
    (word.count >= 3 && name.hasPrefix(word)) || word.hasPrefix(name + "-") || word == name + "s"
  }

  /// A third of the word's letters: more slips make it another word.
  private static func limit(_ word: String, _ name: String) -> Int {
    let letters = max(word.count, name.count)
    return letters < 3 ? 0 : max(1, (letters + 1) / 3)
  }

  /// The distance of Damerau and Levenshtein, where no letter is moved twice: letters that are missing, superfluous,
  /// wrong or swapped with their neighbour.
  ///
  /// - Complexity: O(n m) for words of n and m letters.
  static func slips(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first), Array(second))
    var before: [Int] = []
    var last = Array(0...second.count)
    for (i, letter) in first.enumerated() {
      var row = [i + 1]
      for (j, other) in second.enumerated() {
        var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (letter == other ? 0 : 1))
        if i > 0, j > 0, letter == second[j - 1], first[i - 1] == other { least = min(least, before[j - 1] + 1) }
        row.append(least)
      }
      (before, last) = (last, row)
    }
    return last[second.count]
  }
}
