import Training

/// What questions of a kind come to, all together and by their groups, in the order in which those came.
struct GroupedTally {
  private(set) var all = AnswerTally()
  private(set) var groups: [(name: String, tally: AnswerTally)] = []
  private var places: [String: Int] = [:]

  mutating func add(_ answered: AnsweredQuestion, group: String?) {
    all.add(answered)
    guard let group else { return }
    let place = places[group] ?? groups.count
    if place == groups.count {
      places[group] = place
      groups.append((group, AnswerTally()))
    }
    groups[place].tally.add(answered)
  }
}
