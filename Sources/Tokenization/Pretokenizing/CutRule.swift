import CTokenizer

// Where a text may be cut so that both halves, pretokenised alone, give the pieces of the whole: the match before the
// place must end there whatever follows, and end in the same way if nothing does; the match after it must begin there
// whatever comes before. No pattern looks back, so that is all.
//
//     gpt2, whitespace       before white space, behind anything else: no match goes on from one to the other
//     gpt4 and its kind      the same, except behind what takes line breaks along: neither letter nor number, before one
//                            behind a line break, if something else than white space follows: a match may end with line
//                            breaks, and none has something else behind one
//     o200k                  the same, but a slash may follow a line break within a match, and a mark may be among
//                            others, whose matches take line breaks along
//     none                   nowhere

/// Between which two characters a pattern always cuts, and looks no further.
struct CutRule: Sendable {
  /// What matters of a character.
  enum Kind: Sendable {
    case letterOrNumber, other, slash, newline, space
  }

  private let pattern: SplitPattern

  init(_ pattern: SplitPattern) { self.pattern = pattern }

  /// Whether any place may be cut.
  var allowsAny: Bool { pattern != .none }

  /// Whether a text may be cut between two characters.
  func allows(_ left: Kind, _ right: Kind) -> Bool {
    let isSpace = right == .space || right == .newline
    switch pattern {
    case .none: return false
    case .gpt2, .whitespace: return isSpace && left != .space && left != .newline
    case .gpt4, .llama3, .qwen2, .digits2, .deepseek, .o200k: break
    }
    switch left {
    case .letterOrNumber: return isSpace
    case .other, .slash: return right == .space
    case .newline: return !isSpace && (right != .slash || pattern != .o200k)
    case .space: return false
    }
  }
}

extension CutRule.Kind {
  /// Of the character that begins at a place, before `limit` > 0 bytes are over.
  init(at text: UnsafePointer<UInt8>, limit: Int) {
    let (scalar, length) = UTF8Character.decode(text, limit: limit)
    self.init(length > 0 ? scalar : UInt32(LP_TEXT_SCALARS))
  }

  /// Of the character that ends at a place, behind `count` > 0 bytes.
  init(endingAt text: UnsafePointer<UInt8>, count: Int) {
    for back in 1...min(4, count) {
      let (scalar, length) = UTF8Character.decode(text - back, limit: back)
      if length == back {
        self.init(scalar)
        return
      }
    }
    self = .other
  }

  private init(_ scalar: UInt32) {
    switch (scalar, CharacterClasses.plain[scalar]) {
    case (0x0A, _), (0x0D, _): self = .newline
    case (0x2F, _): self = .slash
    case (_, CharacterClass.whitespace): self = .space
    case (_, CharacterClass.letter), (_, CharacterClass.number): self = .letterOrNumber
    default: self = .other
    }
  }
}
