import Messages

/// How much a part of a progress line matters: the last of them are left out first.
enum ProgressRank: Int, CaseIterable, Sendable {
  /// What the work is for: the loss.
  case result
  /// How much of it is done.
  case share
  case remaining
  /// What is being done.
  case activity
  /// The numbers behind the share.
  case amounts
  case speed
  /// The tool's name before the activity: whoever looks on has typed it.
  case tool
  case secondSpeed
}

/// A part of a progress line: its texts from the shortest on, each of a rank of its own.
struct ProgressField: Sendable {
  let texts: [(text: String, rank: ProgressRank)]
  /// Shown with emphasis where a terminal can.
  let isStrong: Bool

  init(_ texts: [(text: String, rank: ProgressRank)], isStrong: Bool = false) {
    self.texts = texts.map { (Printable.line($0.text), $0.rank) }.filter { !$0.0.isEmpty }
    self.isStrong = isStrong
  }

  /// The longest of its texts that matter at least as much as `rank`.
  func text(through rank: ProgressRank) -> String? { texts.last { $0.rank.rawValue <= rank.rawValue }?.text }
}

/// What a progress line says within a width: everything up to some rank, and nothing below it, so that a wider terminal
/// never says less.
package struct ProgressComposition: Sendable, Equatable {
  private let parts: [Part]

  private struct Part: Sendable, Equatable {
    let text: String
    let isStrong: Bool
  }

  private static let gap = "  "

  init(_ fields: [ProgressField], width: Int?) {
    let compositions = ProgressRank.allCases.map { rank in
      fields.compactMap { field in field.text(through: rank).map { Part(text: $0, isStrong: field.isStrong) } }
    }
    let fitting = compositions.prefix { parts in width.map { Self.columns(parts) <= $0 } ?? true }
    let first = compositions.first { !$0.isEmpty } ?? []
    // Too narrow even for what matters most: as much of it as there is room for.
    parts = fitting.last { !$0.isEmpty } ?? Self.cut(first, to: width ?? .max)
  }

  /// How much of a row it takes.
  package var columns: Int { Self.columns(parts) }

  /// The line without emphasis.
  package var plain: String { parts.map(\.text).joined(separator: Self.gap) }

  /// The line for a terminal that shows `styles`.
  package func text(_ styles: TerminalStyles) -> String {
    parts.map { $0.isStrong ? styles.text($0.text, .strong) : $0.text }.joined(separator: Self.gap)
  }

  private static func columns(_ parts: [Part]) -> Int {
    parts.reduce(0) { $0 + DisplayWidth.of($1.text) } + max(0, parts.count - 1) * gap.count
  }

  private static func cut(_ parts: [Part], to width: Int) -> [Part] {
    guard let part = parts.first, width > 1 else { return [] }
    return [Part(text: DisplayWidth.prefix(part.text, columns: width - 1) + "…", isStrong: part.isStrong)]
  }
}
