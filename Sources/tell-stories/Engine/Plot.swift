/// Words that belong together, such as a place with what can be seen there: drawn as a whole for one story.
///
/// Written as a dictionary of templates; the values are filled in when the frame is drawn and keep their wording
/// through the story. A key that ends in `*` holds a list between bars, `"spot*": "under the bench | by the gate"`,
/// which is shuffled and bound as `spot1`, `spot2`, …
struct Frame: Sendable, ExpressibleByDictionaryLiteral {
  /// One name with its wording, or with the list to shuffle.
  enum Entry: Sendable {
    case word(name: String, Template)
    case list(name: String, [Template])
  }

  let entries: [Entry]

  // Not inlined: written a thousand times, it would be most of what there is to compile.
  @inline(never)
  init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements)
  }

  init(_ elements: [(String, String)]) {
    entries = elements.map { key, value in
      guard key.hasSuffix("*") else { return .word(name: key, Template(value)) }
      return .list(name: String(key.dropLast()), Text.alternatives(value).map(Template.init))
    }
  }

  /// This frame with more words, or with others for the same names.
  func adding(_ other: Frame) -> Frame {
    Frame(entries: entries + other.entries)
  }

  private init(entries: [Entry]) {
    self.entries = entries
  }

  /// The names that drawing this frame binds.
  var names: Set<String> {
    var names: Set<String> = []
    for entry in entries {
      switch entry {
      case .word(let name, _): names.insert(name)
      case .list(let name, let items): for index in items.indices { names.insert("\(name)\(index + 1)") }
      }
    }
    return names
  }
}

/// One step of a story and the different ways to tell it.
struct Beat: Sendable {
  let chance: Double
  let ways: [Template]

  /// - Parameters:
  ///   - chance: How often the step is told at all, from 0 to 1.
  ///   - text: The ways, each opened by `- `; the lines of one way are joined by spaces.
  @inline(never)
  init(chance: Double = 1, _ text: String) {
    self.chance = chance
    var ways: [String] = []
    for line in text.split(separator: "\n") {
      let words = Text.trimmed(line)
      if words.hasPrefix("- ") {
        ways.append(String(words.dropFirst(2)))
      } else if let last = ways.popLast() {
        ways.append(last + " " + words)
      } else {
        ways.append(words)
      }
    }
    self.ways = ways.map(Template.init)
  }
}

/// The shape of a story: who is in it, which words are drawn for it, and what happens.
struct Plot: Sendable {
  let name: String
  let cast: [Role]
  /// From each list one frame is drawn, in order; later ones may use the words of earlier ones.
  let draws: [[Frame]]
  let beats: [Beat]
}

/// Small helpers on text.
enum Text {
  static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " || $0 == "\n" }.reversed().drop { $0 == " " || $0 == "\n" }.reversed())
  }

  /// The parts between the bars that stand outside brackets, each on one line.
  static func alternatives(_ text: String) -> [String] {
    var parts: [String] = [""]
    var depth = 0
    for character in text {
      switch character {
      case "|" where depth == 0: parts.append("")
      case "\n": parts[parts.count - 1].append(" ")
      default:
        if character == "[" { depth += 1 }
        if character == "]" { depth -= 1 }
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { trimmed($0[...]) }
  }
}
