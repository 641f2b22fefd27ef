/// Tries a regular expression the way its syntax reads: alternatives in order, as much as possible, and less on the way
/// back.
struct RegexMatcher {
  let text: [PretokenReference.Character]

  /// Where the match that begins at a place ends; nil if there is none.
  func end(of node: RegexNode, at place: Int) -> Int? { match(node, place) { $0 } }

  /// Where the whole ends, if `node` matches at a place and `rest` from where that ends.
  private func match(_ node: RegexNode, _ place: Int, _ rest: (Int) -> Int?) -> Int? {
    switch node {
    case .set(let set):
      return place < text.count && set.accepts(text[place]) ? rest(place + 1) : nil
    case .sequence(let nodes):
      return match(nodes[...], place, rest)
    case .alternatives(let nodes):
      for node in nodes { if let end = match(node, place, rest) { return end } }
      return nil
    case .repeated(.set(let set), let times, let isPossessive):
      return repeated(set, times, isPossessive, place, rest)
    case .repeated(let node, let times, _):
      return repeated(node, times, place, rest)
    case .notAhead(let node):
      return end(of: node, at: place) == nil ? rest(place) : nil
    case .end:
      let isLast = place == text.count || place == text.count - 1 && text[place].scalar == "\n"
      return isLast ? rest(place) : nil
    }
  }

  private func match(_ nodes: ArraySlice<RegexNode>, _ place: Int, _ rest: (Int) -> Int?) -> Int? {
    guard let first = nodes.first else { return rest(place) }
    return match(first, place) { match(nodes.dropFirst(), $0, rest) }
  }

  /// Characters of a set: a loop, since a text may have thousands in a row.
  private func repeated(
    _ set: RegexNode.CharacterSet, _ times: ClosedRange<Int>, _ isPossessive: Bool, _ place: Int, _ rest: (Int) -> Int?
  ) -> Int? {
    var end = place
    while end < text.count, end - place < times.upperBound, set.accepts(text[end]) { end += 1 }
    while end - place >= times.lowerBound {
      if let found = rest(end) { return found }
      if isPossessive { return nil }
      end -= 1
    }
    return nil
  }

  private func repeated(
    _ node: RegexNode, _ times: ClosedRange<Int>, _ place: Int, _ rest: (Int) -> Int?
  ) -> Int? {
    if times.upperBound > 0 {
      let fewer = max(0, times.lowerBound - 1)...(times.upperBound - 1)
      if let end = match(node, place, { $0 > place ? repeated(node, fewer, $0, rest) : nil }) { return end }
    }
    return times.lowerBound == 0 ? rest(place) : nil
  }
}
