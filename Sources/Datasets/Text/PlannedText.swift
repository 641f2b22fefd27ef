import Formats

/// A text and the parts it is encoded in.
package struct PlannedText: Sendable {
  /// What a part that follows its text is recognised by.
  package struct Content: Sendable, Equatable {
    /// The key that names it.
    let key: PartKey
    /// The digest of its text, which the part itself tells.
    let textDigest: Digest
  }

  /// The files.
  package let files: TextFiles
  /// The range of each part; some may be empty.
  package let ranges: [Range<Int>]
  /// What the text is recognised by.
  package let digest: Digest
  /// The parts in order, if they follow the text; nil if they are a number of ranges.
  package let list: EncodingFile?
  let contents: [Content]
  /// The width of the parts' ids.
  private let type: TokenType

  /// Plans `parts` parts of about equal size.
  /// - Throws: `FormatError` for a file that cannot be read.
  package init(_ files: TextFiles, parts: Int, for encoding: TextEncoding) throws {
    self.files = files
    ranges = try files.plan(parts: parts, cuts: encoding.cuts)
    digest = try files.sampleDigest()
    type = encoding.tokenType
    list = nil
    contents = []
  }

  /// Plans parts of about `partBytes` bytes that follow the text: a change makes other parts of what lies around it, and
  /// leaves all others as they are.
  ///
  /// Reads the text twice; from any thread, `progress` hears of the bytes read since it was last called.
  /// - Throws: `FormatError` for a file that cannot be read; `DatasetsError.tooManyParts`; what `progress` throws.
  package init(
    following files: TextFiles, partBytes: Int, for encoding: TextEncoding,
    progress: @Sendable (_ bytes: Int) throws -> Void = { _ in }
  ) throws {
    self.files = files
    type = encoding.tokenType
    let marks = try MarkFinder(partBytes: partBytes).marks(in: files, team: encoding.team, progress: progress)
    ranges = try ContentPlan(partBytes: partBytes).ranges(of: files, marks: marks, cuts: encoding.cuts)
    guard ranges.count <= EncodingFile.maximumParts else {
      throw DatasetsError.tooManyParts(ranges.count, most: EncodingFile.maximumParts)
    }
    contents = try encoding.contents(of: ranges, in: files, progress: progress)
    let list = EncodingFile(
      vocabularyDigest: encoding.tokenizer.digest, vocabularySize: encoding.tokenizer.count, partBytes: partBytes,
      parts: contents.map { $0.key.name(encoding.tokenType) })
    digest = Digest.of(list.bytes)
    self.list = list
  }

  /// The number of parts.
  package var count: Int { ranges.count }

  /// Where a part is written.
  package func path(ofPart part: Int, in folder: String) -> String {
    FilePath.joined(
      folder, list?.parts[part] ?? TokenShardHeader.partName(part, of: ranges.count, type))
  }

  /// Whether every part is there, as far as a look at the folder tells.
  package func isWhole(in folder: String) -> Bool {
    ranges.indices.allSatisfy { Folder.kind(of: path(ofPart: $0, in: folder)) == .file }
  }
}
