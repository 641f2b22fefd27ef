/// Places labels beside the ends of curves so that none covers another.
enum EndLabels {
  /// Moves heights apart until each two are at least `gap` from one another, as little as that takes, within
  /// `range`; where not all fit, they share it evenly.
  /// - Returns: a height for each wanted one, in the same order.
  static func spread(_ wanted: [Double], gap: Double, within range: ClosedRange<Double>) -> [Double] {
    guard wanted.count > 1 else { return wanted.map { min(max($0, range.lowerBound), range.upperBound) } }
    let gap = min(gap, (range.upperBound - range.lowerBound) / Double(wanted.count - 1))
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var heights = order.map { min(max(wanted[$0], range.lowerBound), range.upperBound) }
    // Groups of labels that touch stand around the mean of what their members wanted.
    var groups: [(sum: Double, count: Int)] = []
    func top(_ group: (sum: Double, count: Int)) -> Double {
      let height = gap * Double(group.count - 1)
      let centred = group.sum / Double(group.count) - height / 2
      return min(max(centred, range.lowerBound), range.upperBound - height)
    }
    for height in heights {
      groups.append((height, 1))
      while groups.count > 1 {
        let (last, before) = (groups[groups.count - 1], groups[groups.count - 2])
        guard top(last) < top(before) + gap * Double(before.count) - 1e-9 else { break }
        groups.removeLast(2)
        groups.append((before.sum + last.sum, before.count + last.count))
      }
    }
    var next = 0
    for group in groups {
      for place in 0..<group.count {
        heights[next] = top(group) + gap * Double(place)
        next += 1
      }
    }
    var result = wanted
    for (place, index) in order.enumerated() { result[index] = heights[place] }
    return result
  }
}
