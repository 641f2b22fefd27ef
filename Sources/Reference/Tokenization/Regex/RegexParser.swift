/// Reads as much of the syntax of Python's `regex` as split patterns use.
struct RegexParser {
  private var rest: Substring.UnicodeScalarView
  private var ignoresCase = false

  /// What is wrong with a regular expression.
  struct Problem: Error {
    let rest: String
  }

  /// - Throws: `Problem` for what it does not know.
  static func parse(_ regex: String) throws -> RegexNode {
    var parser = RegexParser(rest: Substring(regex).unicodeScalars)
    let node = try parser.alternatives()
    guard parser.rest.isEmpty else { throw parser.problem }
    return node
  }

  private var problem: Problem { Problem(rest: String(rest)) }

  private mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.unicodeScalars) else { return false }
    rest = rest.dropFirst(text.unicodeScalars.count)
    return true
  }

  private mutating func next() throws -> Unicode.Scalar {
    guard let scalar = rest.popFirst() else { throw problem }
    return scalar
  }

  private mutating func alternatives() throws -> RegexNode {
    var all = [try sequence()]
    while take("|") { all.append(try sequence()) }
    return all.count == 1 ? all[0] : .alternatives(all)
  }

  private mutating func sequence() throws -> RegexNode {
    var nodes: [RegexNode] = []
    while let scalar = rest.first, scalar != "|", scalar != ")" { nodes.append(try quantified()) }
    return .sequence(nodes)
  }

  private mutating func quantified() throws -> RegexNode {
    let node = try atom()
    let times: ClosedRange<Int>
    if take("?") {
      times = 0...1
    } else if take("*") {
      times = 0...Int.max
    } else if take("+") {
      times = 1...Int.max
    } else if take("{") {
      let least = try number()
      times = take(",") ? least...(try number()) : least...least
      guard take("}") else { throw problem }
    } else {
      return node
    }
    return .repeated(node, times, isPossessive: take("+"))
  }

  private mutating func number() throws -> Int {
    let digits = rest.prefix { ("0"..."9").contains($0) }
    rest = rest.dropFirst(digits.count)
    guard let number = Int(String(digits)) else { throw problem }
    return number
  }

  private mutating func atom() throws -> RegexNode {
    if take("(?!") { return .notAhead(try group()) }
    if take("(?i:") {
      let outside = ignoresCase
      ignoresCase = true
      defer { ignoresCase = outside }
      return try group()
    }
    if take("(?:") { return try group() }
    if take("[") { return .set(try characterClass()) }
    if take("$") { return .end }
    return .set(try single().set)
  }

  private mutating func group() throws -> RegexNode {
    let node = try alternatives()
    guard take(")") else { throw problem }
    return node
  }

  /// The characters of a class, after `[`.
  private mutating func characterClass() throws -> RegexNode.CharacterSet {
    let isInverted = take("^")
    var sets: [RegexNode.CharacterSet] = []
    while !take("]") {
      let (set, first) = try single()
      if let first, rest.first == "-", rest.dropFirst().first != "]" {
        rest.removeFirst()
        guard let last = try single().scalar else { throw problem }
        sets.append(.range(first...last, ignoresCase: ignoresCase))
      } else {
        sets.append(set)
      }
    }
    let all = RegexNode.CharacterSet.any(of: sets)
    return isInverted ? all.inverted : all
  }

  /// One character or escape; the scalar, if it stands for just that.
  private mutating func single() throws -> (set: RegexNode.CharacterSet, scalar: Unicode.Scalar?) {
    var scalar = try next()
    if scalar == "\\" {
      scalar = try next()
      switch scalar {
      case "s": return (.whitespace, nil)
      case "S": return (RegexNode.CharacterSet.whitespace.inverted, nil)
      case "p":
        guard take("{"), let end = rest.firstIndex(of: "}") else { throw problem }
        guard let category = RegexNode.CharacterSet.category(String(rest[..<end])) else { throw problem }
        rest = rest[rest.index(after: end)...]
        return (category, nil)
      case "r": scalar = "\r"
      case "n": scalar = "\n"
      case let other where other.properties.isAlphabetic || ("0"..."9").contains(other): throw problem
      default: break
      }
    }
    return (.range(scalar...scalar, ignoresCase: ignoresCase), scalar)
  }
}
