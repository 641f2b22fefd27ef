/// The classes that GPT-2's pattern tells apart; numbered as in `CTokenizer`.
enum CharacterClass {
  /// `[^\s\p{L}\p{N}]`, and every byte that is not part of a well-formed character.
  static let other: UInt8 = 0
  /// `\p{L}`
  static let letter: UInt8 = 1
  /// `\p{N}`
  static let number: UInt8 = 2
  /// `\s`
  static let whitespace: UInt8 = 3
}

/// The class of every Unicode scalar, one byte each, made once per process from the generated ranges.
///
/// A flat table costs 1.1 MB of address space, of which a text touches the few pages of its own scripts,
/// and answers with a single load.
struct CharacterClasses: @unchecked Sendable {
  /// Indexed by scalar value; `0x110000` classes, never freed.
  let table: UnsafePointer<UInt8>

  static let unicode = CharacterClasses()

  private init() {
    // Zeros are `CharacterClass.other`.
    let table = ZeroedPages.allocate(byteCount: 0x110000).bindMemory(to: UInt8.self, capacity: 0x110000)
    let lists = [
      (UnicodeClassRanges.letters, CharacterClass.letter),
      (UnicodeClassRanges.numbers, CharacterClass.number),
      (UnicodeClassRanges.whitespace, CharacterClass.whitespace),
    ]
    for (bounds, characterClass) in lists {
      for i in stride(from: 0, to: bounds.count, by: 2) {
        (table + Int(bounds[i])).update(repeating: characterClass, count: Int(bounds[i + 1] - bounds[i]) + 1)
      }
    }
    self.table = UnsafePointer(table)
  }

  /// The class of a scalar value below `0x110000`.
  @inline(__always)
  subscript(scalar: UInt32) -> UInt8 { table[Int(scalar)] }
}
