import Formats

/// A text and the parts it is encoded in.
package struct PlannedText: Sendable {
  /// The files.
  package let files: TextFiles
  /// The range of each part; some may be empty.
  package let ranges: [Range<Int>]
  /// What the text is recognised by.
  package let digest: Digest
  /// The width of the parts' ids.
  private let type: TokenType

  /// Plans `parts` parts.
  /// - Throws: `FormatError` for a file that cannot be read.
  package init(_ files: TextFiles, parts: Int, for encoding: TextEncoding) throws {
    self.files = files
    ranges = try files.plan(parts: parts, cuts: encoding.cuts)
    digest = try files.sampleDigest()
    type = encoding.tokenType
  }

  /// Where a part is written.
  package func path(ofPart part: Int, in folder: String) -> String {
    FilePath.joined(folder, TokenShardHeader.partName(part, of: ranges.count, type))
  }
}
