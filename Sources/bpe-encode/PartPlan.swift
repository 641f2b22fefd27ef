import CommandSupport

/// How a text is divided into parts.
enum PartPlan: Equatable {
  /// A number of ranges of about equal size: every change of the text moves all of them.
  case ranges(Int)
  /// Parts of about a size that follow the text: a change leaves those as they are that lie elsewhere.
  case following(partBytes: Int)

  /// The size of parts that follow the text, where nothing is said: some tenths of a second of work, so that a change
  /// costs little, and neither does a part.
  static let usualPartBytes = 8 << 20

  /// The plan for `texts` texts, by what the flags say. A single text that nothing is said of is one part, as it ever was.
  init(parts: Int?, size: ByteCount?, texts: Int) {
    if let size {
      self = .following(partBytes: Int(size.bytes))
    } else if let parts {
      self = .ranges(parts)
    } else {
      self = texts > 1 ? .following(partBytes: Self.usualPartBytes) : .ranges(1)
    }
  }

  /// The number of parts, where the text does not decide it.
  var count: Int? { if case .ranges(let count) = self { count } else { nil } }
}
