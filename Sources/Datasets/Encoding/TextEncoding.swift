import Formats
import Parallel
import Tokenization

/// Encodes text into token parts.
///
/// The same text, tokenizer and number of parts give the same files, whatever the number of threads and whichever
/// process makes which part. The tokens of all parts in order are the same for any number of parts.
/// Memory: a few pieces of a mebibyte, and 10 MiB of tables, for each thread.
package final class TextEncoding: Sendable {
  /// What decides the content of the parts.
  package struct Settings: Sendable, Equatable {
    /// The special token that ends documents; nil if nothing does but the end of a file.
    package var separator: String?
    /// zstd's compression level, 1 to 19.
    package var level: Int

    /// Settings.
    package init(separator: String?, level: Int = 1) {
      self.separator = separator
      self.level = level
    }
  }

  /// The tokenizer that encodes.
  package let tokenizer: TokenizerFiles
  /// The settings.
  package let settings: Settings
  let cuts: CutPoints
  private let pieces: PieceEncoder
  private let encoder: Encoder
  private let separatorID: UInt16?
  let team: ThreadTeam

  /// The separator of a tokenizer when nobody names one.
  package static let usualSeparator = "<|endoftext|>"

  /// Prepares to encode.
  /// - Throws: `DatasetsError` for a separator that is no special token; `TokenizationError`.
  package init(tokenizer: TokenizerFiles, settings: Settings, team: ThreadTeam) throws {
    if let separator = settings.separator, tokenizer.id(ofSpecialToken: separator) == nil {
      throw DatasetsError.unknownSeparator(separator, known: tokenizer.specialTokens)
    }
    self.tokenizer = tokenizer
    self.settings = settings
    self.team = team
    separatorID = settings.separator.flatMap { tokenizer.id(ofSpecialToken: $0) }
    let vocabulary = try Vocabulary(tokenizer)
    encoder = try Encoder(vocabulary, separator: settings.separator.map { Array($0.utf8) })
    cuts = CutPoints(specialTokens: vocabulary.specialTokens)
    pieces = PieceEncoder(encoder: encoder, lengths: TokenLengths(tokenizer))
  }

  /// Encodes the given parts of a text, counted from 0, into `folder`; several at once if there are as many as threads.
  ///
  /// From any thread, `progress` hears of the bytes encoded since it was last called, and `finished` of each part.
  /// - Throws: `FormatError`.
  package func encode(
    _ text: PlannedText, parts: [Int], into folder: String,
    progress: @Sendable (_ bytes: Int) -> Void,
    finished: @Sendable (_ summary: ShardSummary) throws -> Void
  ) throws {
    guard parts.count >= team.threads else {
      for part in parts { try finished(try encode(text, part: part, into: folder, on: team, progress: progress)) }
      return
    }
    // One part a thread: inside a task, a team is that thread alone.
    _ = try team.map(tasks: parts.count) { index in
      try finished(try encode(text, part: parts[index], into: folder, on: team, progress: progress))
    }
  }

  /// The header that part `part` of a text gets.
  func header(_ text: PlannedText, part: Int) -> TokenShardHeader {
    let range = text.ranges[part]
    return header(
      part: part, parts: text.ranges.count,
      source: [
        "text_begin": .integer(Int64(range.lowerBound)),
        "text_end": .integer(Int64(range.upperBound)),
        "text_bytes": .integer(Int64(text.files.byteCount)),
      ])
  }

  private func header(part: Int, parts: Int, source: [String: JSONValue]) -> TokenShardHeader {
    var source = source
    source["separator"] = settings.separator.map { .string($0) } ?? .null
    source["level"] = .integer(Int64(settings.level))
    return TokenShardHeader(
      vocabularyDigest: tokenizer.digest, vocabularySize: tokenizer.count, endOfTextID: separatorID, part: part,
      parts: parts, source: .object(source))
  }

  /// Encodes one part, several pieces at once on the team's threads or else piece by piece on the caller's.
  ///
  /// With a team, whichever thread is free writes the piece that is due, while the others encode what comes next.
  private func encode(
    _ text: PlannedText, part: Int, into folder: String, on team: ThreadTeam, progress: (_ bytes: Int) -> Void
  ) throws -> ShardSummary {
    let writer = PartWriter(
      try TokenShardWriter(
        path: text.path(ofPart: part, in: folder), header: header(text, part: part), level: settings.level))
    var stretch = TextPieces(of: text.files, range: text.ranges[part], cuts: cuts)
    try team.inOrder(limit: 4 * team.threads) {
      try stretch.next()
    } make: { piece in
      try pieces.encode(piece)
    } take: { piece in
      try writer.append(piece)
      progress(piece.textBytes)
      pieces.recycle(piece)
    }
    return try writer.finish(recordsText: true)
  }

  /// Encodes standard input, or whatever `reader` reads, as the only part; `progress` hears of all bytes so far.
  /// - Returns: the part, and the digest of the text.
  /// - Throws: `FormatError`; `DatasetsError` if there is nothing to read.
  package func encode(
    stream reader: FileRangeReader, into folder: String, progress: (_ bytes: Int) -> Void
  ) throws -> (summary: ShardSummary, textDigest: Digest) {
    let path = FilePath.joined(folder, TokenShardHeader.partName(0, of: 1))
    let shard = try TokenShardWriter(
      path: path, header: header(part: 0, parts: 1, source: [:]), level: settings.level, team: team)
    let writer = PartWriter(shard)
    let stream = EncodingStream(encoder)
    var hasher = Hasher256()
    let write = { (block: EncodedBlock) in
      var piece = EncodedPiece()
      self.pieces.append(block, to: &piece)
      try writer.append(piece)
    }
    while let chunk = try reader.next() {
      hasher.update(UnsafeRawBufferPointer(chunk))
      try stream.append(UnsafeRawBufferPointer(chunk), write)
      progress(reader.bytesRead)
    }
    try stream.finish(write)
    guard reader.bytesRead > 0 else { throw DatasetsError.emptyText(["standard input"]) }
    try writer.endOpenDocument()
    return (try writer.finish(recordsText: false), hasher.finish())
  }
}

/// A text and the parts it is encoded in.
package struct PlannedText: Sendable, Equatable {
  /// The files.
  package let files: TextFiles
  /// The range of each part; some may be empty.
  package let ranges: [Range<Int>]

  /// Plans `parts` parts.
  /// - Throws: `FormatError` for a file that cannot be read.
  package init(_ files: TextFiles, parts: Int, for encoding: TextEncoding) throws {
    self.files = files
    ranges = try files.plan(parts: parts, cuts: encoding.cuts)
  }

  /// Where a part is written.
  package func path(ofPart part: Int, in folder: String) -> String {
    FilePath.joined(folder, TokenShardHeader.partName(part, of: ranges.count))
  }
}
