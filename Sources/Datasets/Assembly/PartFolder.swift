import Formats
import Messages

/// Which of the parts in a folder, or of those that were named, form one encoding.
enum PartFolder {
  /// The paths that were given, and in the place of a folder the parts that it lists, or else the shards in it.
  static func expanded(_ given: [String]) throws -> [String] {
    var paths: [String] = []
    for path in given {
      guard Folder.kind(of: path) == .folder else {
        paths.append(path)
        continue
      }
      if let list = try EncodingFile.find(in: path) {
        paths += try ListedParts(list, in: path).paths()
        continue
      }
      var unnameable: String?
      let names = try Folder.names(in: path) { unnameable = TokenType.ofShard(named: $0) != nil ? $0 : unnameable }
        .filter { TokenType.ofShard(named: $0) != nil && !$0.hasPrefix(".") }
      if let unnameable { throw DatasetsError.unnameablePart(folder: path, name: unnameable) }
      // Parts that follow a text are nothing without their list: what an encoding before the last one left.
      let ranges = names.filter { PartKey.prefix(ofPartNamed: $0) == nil }
      if ranges.isEmpty, !names.isEmpty { throw DatasetsError.unlistedParts(folder: path) }
      paths += ranges.map { FilePath.joined(path, $0) }
    }
    guard !paths.isEmpty else { throw DatasetsError.noParts(given.first ?? ".") }
    return paths
  }

  /// The parts in their order.
  /// - Throws: `DatasetsError` unless they are all the parts of one encoding, each once.
  static func ordered(_ opened: [OpenedPart], folder: String) throws -> [OpenedPart] {
    if let other = opened.first(where: { $0.header.split != nil }) { throw DatasetsError.notPart(other.part.path) }
    if let first = opened.first(where: { PartKey($0.header) != nil }) {
      let folder = FilePath.folder(first.part.path)
      guard let list = try EncodingFile.find(in: folder) else { throw DatasetsError.unlistedParts(folder: folder) }
      return try ListedParts(list, in: folder).ordered(opened)
    }
    try checkThatThereIsOnePlan(opened, folder: folder)
    let count = opened[0].header.parts
    var byNumber: [Int: OpenedPart] = [:]
    for part in opened {
      let number = part.header.part
      if let other = byNumber.updateValue(part, forKey: number) {
        throw DatasetsError.duplicatePart(part.part.path, other: other.part.path, part: number)
      }
    }
    guard byNumber.count == count else {
      throw DatasetsError.missingParts(
        PartList(missingFrom: byNumber.keys, of: count, folder: folder), anyPresent: opened[0].part.path)
    }
    let ordered = (0..<count).compactMap { byNumber[$0] }
    try checkTokenizers(ordered, folder: folder)
    try checkTexts(ordered)
    return ordered
  }

  /// Parts of an earlier encoding in another number of parts are often left in a folder.
  private static func checkThatThereIsOnePlan(_ opened: [OpenedPart], folder: String) throws {
    let plans = Dictionary(grouping: opened, by: \.header.parts)
    guard plans.count > 1 else { return }
    throw DatasetsError.severalPlans(
      folder: folder,
      plans.sorted { $0.key < $1.key }.map { ($0.key, $0.value.count, $0.value[0].header.tokenType) })
  }

  private static func checkTokenizers(_ parts: [OpenedPart], folder: String) throws {
    let byTokenizer = Dictionary(grouping: parts, by: \.header.vocabularyDigest)
    guard byTokenizer.count > 1 else { return }
    // The tokenizer of most parts is right, and among equals that of the first.
    let sorted = byTokenizer.values.sorted {
      ($1.count, $0[0].header.part) < ($0.count, $1[0].header.part)
    }
    let wrong = sorted.dropFirst().flatMap { $0 }.map(\.header.part).sorted()
    throw DatasetsError.severalTokenizers(
      PartList(wrong, of: parts.count, folder: folder), expected: sorted[0][0].header.vocabularyDigest,
      found: sorted[1][0].header.vocabularyDigest, anyRight: sorted[0][0].part.path)
  }

  private static func checkDigest(_ opened: OpenedPart, _ first: TokenShardHeader) throws {
    let (found, expected) = (opened.header.source["text_sha256"]?.string, first.source["text_sha256"]?.string)
    guard found != expected else { return }
    throw DatasetsError.differentText(
      opened.part.path, expected: expected.map { String($0.prefix(12)) }, found: found.map { String($0.prefix(12)) })
  }

  private static func checkTexts(_ parts: [OpenedPart]) throws {
    let first = parts[0].header
    var textEnd: Int?
    for opened in parts {
      let header = opened.header
      guard header.separatorID == first.separatorID else { throw DatasetsError.otherSeparator(opened.part.path) }
      guard header.marksPrompts == first.marksPrompts else { throw DatasetsError.otherMarks(opened.part.path) }
      if let bytes = header.source["text_bytes"]?.int, let expected = first.source["text_bytes"]?.int,
        bytes != expected
      {
        throw DatasetsError.otherText(opened.part.path, expected: expected, found: bytes)
      }
      try checkDigest(opened, first)
      if let begin = header.source["text_begin"]?.int, let expected = textEnd, begin != expected {
        throw DatasetsError.gap(opened.part.path, expected: expected, found: begin)
      }
      textEnd = header.source["text_end"]?.int
    }
  }
}

/// Some parts of an encoding that must be made.
package struct PartList: Sendable, Equatable {
  /// How many they are.
  package let count: Int
  /// The number of parts of the encoding.
  package let parts: Int
  /// The directory of the parts, as it was given.
  package let folder: String
  /// The numbers as words, `5`, `3-7` or `4-999:8`; nil if that would be many words.
  package let words: [String]?
  /// The size of the parts in bytes of text, if they follow it; nil for a number of ranges.
  package let partBytes: Int?

  static let maximumWords = 20
  // No encoding has more parts than bpe-encode makes, whatever a header claims.
  private static let maximumParts = EncodingFile.maximumParts

  init(_ numbers: [Int], of parts: Int, folder: String, partBytes: Int? = nil) {
    self.partBytes = partBytes
    count = numbers.count
    self.parts = parts
    self.folder = folder
    words = PartRanges.words(numbers, limit: Self.maximumWords)
  }

  init(missingFrom present: some Collection<Int>, of parts: Int, folder: String) {
    partBytes = nil
    count = parts - present.count
    self.parts = parts
    self.folder = folder
    let there = Set(present)
    words =
      parts > Self.maximumParts
      ? nil : PartRanges.words((0..<parts).filter { !there.contains($0) }, limit: Self.maximumWords)
  }

  /// `part 3 of 5 is`, `2 parts of 5 (0 3) are`.
  var subject: String {
    if count == 1, let word = words?.first { return "part \(word) of \(parts) is" }
    let list = words.map { " (\($0.joined(separator: " ")))" } ?? ""
    return "\(count) parts of \(parts)\(list) are"
  }

  /// `it` or `them`.
  var object: String { count == 1 ? "it" : "them" }
}
