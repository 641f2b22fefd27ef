import Formats
import Parallel

/// All parts of one encoding, checked to be complete and to belong together.
package struct PartSet: Sendable {
  /// The parts in order, as one stream of tokens and documents.
  package let series: TokenSeries
  /// Part 0's header; vocabulary and separator are the same in all.
  package let header: TokenShardHeader
  /// The parts' paths in order.
  package let paths: [String]

  /// Opens the parts: a directory that holds them, or their paths in any order.
  /// - Throws: `FormatError` for a part that is damaged; `DatasetsError` if parts are missing, or come from another
  ///   tokenizer or text.
  package init(_ given: [String]) throws {
    let paths = try Self.expanded(given)
    let opened = try paths.map { (path: $0, header: try TokenShardReader(path: $0).header) }
    let ordered = try Self.ordered(opened, folder: given.count == 1 ? given[0] : FilePath.folder(paths[0]))
    header = ordered[0].header
    self.paths = ordered.map(\.path)
    series = try TokenSeries(name: given[0], paths: self.paths)
    guard series.tokenCount > 0 else { throw DatasetsError.noTokens(given[0]) }
  }

  /// Decompresses every part and checks every digest.
  /// - Throws: `FormatError` for the first defect.
  package func verify(team: ThreadTeam, progress: (_ tokens: Int) -> Void) throws {
    for shard in series.shards {
      try shard.verify(team: team)
      progress(shard.tokenCount)
    }
  }

  private static func expanded(_ given: [String]) throws -> [String] {
    var paths: [String] = []
    for path in given {
      guard Folder.kind(of: path) == .folder else {
        paths.append(path)
        continue
      }
      let names = try Folder.names(in: path).filter { $0.hasSuffix(TokenShardHeader.suffix) && !$0.hasPrefix(".") }
      paths += names.map { FilePath.joined(path, $0) }
    }
    guard !paths.isEmpty else { throw DatasetsError.noParts(given.first ?? ".") }
    return paths
  }

  private typealias Part = (path: String, header: TokenShardHeader)

  private static func ordered(_ opened: [Part], folder: String) throws -> [Part] {
    let count = opened[0].header.parts
    var byNumber: [Int: Part] = [:]
    for part in opened {
      let header = part.header
      guard header.split == nil else { throw DatasetsError.notPart(part.path) }
      guard header.parts == count else {
        throw DatasetsError.otherSeries(part.path, part: header.part, of: header.parts, expected: count)
      }
      if let other = byNumber.updateValue(part, forKey: header.part) {
        throw DatasetsError.duplicatePart(part.path, other: other.path, part: header.part)
      }
    }
    guard byNumber.count == count else {
      // No more are listed than the message shows, however many a header claims.
      let first = (0..<count).lazy.filter { byNumber[$0] == nil }.prefix(DatasetsError.shownParts)
      throw DatasetsError.missingParts(
        first: Array(first), missing: count - byNumber.count, of: count, folder: folder)
    }
    let ordered = (0..<count).compactMap { byNumber[$0] }
    try checkThatTheyBelongTogether(ordered)
    return ordered
  }

  private static func checkThatTheyBelongTogether(_ parts: [Part]) throws {
    let first = parts[0].header
    var textEnd: Int?
    for part in parts {
      let header = part.header
      guard header.vocabularyDigest == first.vocabularyDigest else {
        throw DatasetsError.otherTokenizer(
          part.path, expected: first.vocabularyDigest, found: header.vocabularyDigest)
      }
      guard header.endOfTextID == first.endOfTextID else { throw DatasetsError.otherSeparator(part.path) }
      if let begin = header.source["text_begin"]?.int, let expected = textEnd, begin != expected {
        throw DatasetsError.gap(part.path, expected: expected, found: begin)
      }
      textEnd = header.source["text_end"]?.int
    }
  }
}
