import Randomness

/// One story while it is told: the words bound for it, the random choices, and the text so far.
struct Telling {
  private var random: RandomSource
  private var bound: [String: [UInt8]] = [:]
  private(set) var text: [UInt8] = []
  /// Slots that nothing fills; the tests hold this to nothing.
  private(set) var missing: Set<String> = []
  private var paragraph = 0
  private var taken: Set<String> = []

  /// A paragraph ends at the first beat that finds it this long.
  private static let paragraphBytes = 230

  init(random: RandomSource) {
    self.random = random
  }

  /// The whole story, without a line break at its end.
  mutating func tell(_ plot: Plot) {
    for role in plot.cast { castRole(role) }
    for frames in plot.draws { draw(from: frames) }
    for beat in plot.beats where random.unitInterval() < beat.chance {
      if text.isEmpty {
        paragraph = 0
      } else if text.count - paragraph >= Self.paragraphBytes {
        text += Array("\n\n".utf8)
        paragraph = text.count
      } else {
        text.append(UInt8(ascii: " "))
      }
      text += Proof.corrected(expand(pick(beat.ways)))
    }
  }

  // MARK: Binding

  /// Gives a part to somebody.
  mutating func castRole(_ role: Role) {
    var persona = Casting.persona(for: role.kind, with: &random)
    // Two of the same pronoun are hard to tell apart: a second draw makes that rarer.
    if role.kind != .elder, bound["he"] == Array(persona.words[0].word.utf8), random.below(4) > 0 {
      persona = Casting.persona(for: role.kind, with: &random)
    }
    // Two of the same name are impossible to tell apart.
    while taken.contains(persona.name) { persona = Casting.persona(for: role.kind, with: &random) }
    taken.insert(persona.name)
    bind(role.name, persona.name)
    bind("\(role.name).kind", persona.kind)
    bind("\(role.name).call", persona.kind)
    bind("\(role.name).full", persona.full)
    bind("\(role.name).what", persona.description)
    for (slot, word) in persona.words {
      bind("\(role.name).\(slot)", word)
      if role.name == "hero" { bind(slot, word) }
    }
    // Of somebody else: what a wrong sentence says.
    for (slot, word) in persona.pronoun.other.words { bind("\(role.name).not.\(slot)", word) }
    if role.kind == .elder { bind(role.name, "\(String(decoding: bound["his"] ?? [], as: UTF8.self)) \(persona.name)") }
  }

  /// Draws one of several frames and binds its words.
  mutating func draw(from frames: [Frame]) {
    for entry in pick(frames).entries {
      switch entry {
      case .word(let name, let template):
        bound[name] = expand(template)
      case .list(let name, var items):
        random.shuffle(&items)
        for (index, item) in items.enumerated() { bound["\(name)\(index + 1)"] = expand(item) }
      }
    }
  }

  private mutating func bind(_ name: String, _ value: String) {
    bound[name] = Array(value.utf8)
  }

  // MARK: Expanding

  private mutating func pick<T>(_ options: [T]) -> T {
    options[Int(random.below(UInt64(options.count)))]
  }

  /// The words of a template, with what is bound or drawn anew in its slots.
  mutating func expand(_ template: Template) -> [UInt8] {
    var words: [UInt8] = []
    for piece in template.pieces {
      switch piece {
      case .text(let bytes): words += bytes
      case .choice(let options): words += expand(pick(options))
      case .slot(let slot): words += fill(slot)
      }
    }
    return words
  }

  private mutating func fill(_ slot: Template.Slot) -> [UInt8] {
    var value: [UInt8]
    if let bytes = bound[slot.name] {
      value = bytes
    } else if let options = Lexicon.words[slot.name] {
      value = expand(pick(options))
    } else {
      missing.insert(slot.name)
      return []
    }
    if slot.article { value = Array((Self.takesAn(value) ? "an " : "a ").utf8) + value }
    if slot.capital, let first = value.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) {
      value[0] = first - 32
    }
    return value
  }

  private static func takesAn(_ word: [UInt8]) -> Bool {
    guard let first = word.first else { return false }
    return "aeiou".utf8.contains(first) && !word.starts(with: "use".utf8) && !word.starts(with: "one".utf8)
  }
}
