/// A piece of prose with places to fill in, parsed once and told many times.
///
/// The notation, which every plot and word list is written in:
/// - `{hero}` is a slot: the value bound for this story, or else a word of the lexicon, drawn anew each time;
/// - `{Hero}` is the same with its first letter in upper case;
/// - `{a thing}` puts `a` or `an` before the value, `{A thing}` at the start of a sentence;
/// - `[one|two|three]` is a free choice; choices may stand inside choices and may be empty.
struct Template: Sendable {
  /// What a template is made of.
  enum Piece: Sendable {
    case text([UInt8])
    case slot(Slot)
    case choice([Template])
  }

  /// A place to fill in.
  struct Slot: Sendable, Hashable {
    var name: String
    var capital = false
    var article = false
  }

  var pieces: [Piece]

  /// Parses the notation; a bracket without its partner is kept as text, which the tests then find.
  init(_ source: String) {
    var parser = TemplateParser(source)
    pieces = parser.parse(inside: false)
  }

  init(pieces: [Piece]) {
    self.pieces = pieces
  }

  /// Every slot that may be asked for, in the choices too.
  var slots: Set<Slot> {
    var found: Set<Slot> = []
    for piece in pieces {
      switch piece {
      case .text: continue
      case .slot(let slot): found.insert(slot)
      case .choice(let options): for option in options { found.formUnion(option.slots) }
      }
    }
    return found
  }
}

/// Reads the notation of `Template` from left to right.
private struct TemplateParser {
  private let source: [UInt8]
  private var position = 0

  init(_ text: String) {
    source = Array(text.utf8)
  }

  /// Parses up to the end or, inside a choice, up to the `|` or `]` that ends this option.
  mutating func parse(inside: Bool) -> [Template.Piece] {
    var pieces: [Template.Piece] = []
    var text: [UInt8] = []
    func flush() {
      if !text.isEmpty { pieces.append(.text(text)) }
      text = []
    }
    while position < source.count {
      let byte = source[position]
      if inside, byte == UInt8(ascii: "|") || byte == UInt8(ascii: "]") { break }
      position += 1
      switch byte {
      case UInt8(ascii: "{"):
        flush()
        pieces.append(.slot(slot()))
      case UInt8(ascii: "["):
        flush()
        pieces.append(.choice(options()))
      case UInt8(ascii: "\n"):
        text.append(UInt8(ascii: " "))
      default:
        text.append(byte)
      }
    }
    flush()
    return pieces
  }

  private mutating func options() -> [Template] {
    var options: [Template] = []
    repeat {
      options.append(Template(pieces: parse(inside: true)))
      position += 1
    } while position <= source.count && source[position - 1] == UInt8(ascii: "|")
    return options
  }

  private mutating func slot() -> Template.Slot {
    let end = source[position...].firstIndex(of: UInt8(ascii: "}")) ?? source.count
    var words = source[position..<end]
    position = end + 1
    var slot = Template.Slot(name: "")
    if words.starts(with: "a ".utf8) || words.starts(with: "A ".utf8) {
      slot.article = true
      slot.capital = words.first == UInt8(ascii: "A")
      words = words.dropFirst(2)
    } else if let first = words.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) {
      slot.capital = true
      words[words.startIndex] = first + 32
    }
    slot.name = String(decoding: words, as: UTF8.self)
    return slot
  }
}
