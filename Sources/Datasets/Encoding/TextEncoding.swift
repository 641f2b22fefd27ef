import Formats
import Parallel
import Tokenization

/// Encodes text into token parts.
///
/// The same text, tokenizer and number of parts give the same files, whatever the number of threads and whichever
/// process makes which part. The tokens of all parts in order are the same for any number of parts.
/// Memory: a few pieces of a mebibyte, and 10 MiB of tables (14 for more than 65,536 tokens), for each thread.
package final class TextEncoding: Sendable {
  /// What decides the content of the parts.
  package struct Settings: Sendable, Equatable {
    /// The special token that ends documents; nil if nothing does but the end of a file.
    package var separator: String?
    /// zstd's compression level, 1 to 19.
    package var level: Int
    /// Whether the text has marks that tell prompts from completions: tokens of prompts are marked.
    package var marksPrompts: Bool

    /// Settings.
    package init(separator: String?, level: Int = 1, marksPrompts: Bool = false) {
      self.separator = separator
      self.level = level
      self.marksPrompts = marksPrompts
    }
  }

  /// The tokenizer that encodes.
  package let tokenizer: TokenizerFiles
  /// The width of the ids in the parts.
  package var tokenType: TokenType {
    TokenType(vocabularySize: tokenizer.count, marksPrompts: settings.marksPrompts)
  }
  /// The settings.
  package let settings: Settings
  let cuts: CutPoints
  private let pieces: PieceEncoder
  private let encoder: Encoder
  private let separatorID: UInt32?
  let team: ThreadTeam

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
    encoder = try Encoder(
      vocabulary, separator: settings.separator.map { Array($0.utf8) }, readsMarks: settings.marksPrompts)
    // Only behind such a mark is it known that a piece begins within a prompt.
    cuts =
      settings.marksPrompts
      ? CutPoints(.none, specialTokens: [[TextMark.prompt.rawValue]])
      : CutPoints(vocabulary.pattern, specialTokens: vocabulary.specialTokens)
    pieces = PieceEncoder(
      encoder: encoder,
      type: TokenType(vocabularySize: tokenizer.count, marksPrompts: settings.marksPrompts))
  }

  /// Encodes the given parts of a text, counted from 0, into `folder`.
  ///
  /// From any thread, `progress` hears of the bytes encoded since it was last called, and `finished` of each part.
  /// - Throws: `FormatError`.
  package func encode(
    _ text: PlannedText, parts: [Int], into folder: String,
    progress: @escaping @Sendable (_ bytes: Int) -> Void,
    finished: @escaping @Sendable (_ summary: ShardSummary) throws -> Void
  ) throws {
    let run = PartRun(text: text, folder: folder, progress: progress, finished: finished)
    guard team.threads > Self.mostAtOnePart, parts.count >= team.threads else {
      return try encode(parts, run, on: team)
    }
    // One part a thread: inside a task, a team is that thread alone.
    _ = try team.map(tasks: parts.count) { index in try encode([parts[index]], run, on: team) }
  }

  /// More threads than these would wait for the one that writes: writing is a fifth of the work.
  private static let mostAtOnePart = 4

  /// What the encoding of parts reads, makes and tells.
  private struct PartRun {
    let text: PlannedText
    let folder: String
    let progress: @Sendable (_ bytes: Int) -> Void
    let finished: @Sendable (_ summary: ShardSummary) throws -> Void
  }

  /// Encodes parts one after another, several pieces at once on the threads of the team.
  ///
  /// Whichever thread is free writes the piece that is due, while the others encode what comes next, of this part or
  /// of the one after it: no thread waits at the end of a part.
  private func encode(_ parts: [Int], _ run: PartRun, on team: ThreadTeam) throws {
    var waiting = parts[...]
    var current = 0
    var stretch: TextPieces?
    var writer: PartWriter?
    try team.inOrder(limit: 4 * team.threads) { () -> PartStep<TextPiece>? in
      if let piece = try stretch?.next() { return .piece(piece) }
      if stretch != nil {
        stretch = nil
        return .end(current)
      }
      guard let part = waiting.popFirst() else { return nil }
      current = part
      stretch = TextPieces(of: run.text.files, range: run.text.ranges[part], cuts: cuts)
      return .begin(part)
    } make: { step -> PartStep<EncodedPiece> in
      switch step {
      case .begin(let part): .begin(part)
      case .piece(let piece): .piece(try pieces.encode(piece, textBytes: run.text.files.byteCount))
      case .end(let part): .end(part)
      }
    } take: { step in
      switch step {
      case .begin(let part): writer = try self.writer(run.text, part: part, in: run.folder)
      case .piece(let piece):
        try writer?.append(piece)
        run.progress(piece.textBytes)
        pieces.recycle(piece)
      case .end(let part):
        if let summary = try finish(writer, part, of: run.text) { try run.finished(summary) }
        writer = nil
      }
    }
  }

  private func writer(_ text: PlannedText, part: Int, in folder: String) throws -> PartWriter {
    PartWriter(
      try TokenShardWriter(
        path: text.path(ofPart: part, in: folder), header: header(text, part: part), level: settings.level))
  }

  /// Completes a part. One that is named by its content must be of the text that was planned.
  private func finish(_ writer: PartWriter?, _ part: Int, of text: PlannedText) throws -> ShardSummary? {
    guard let writer else { return nil }
    if text.list != nil, writer.textDigest != text.contents[part].textDigest {
      let file = text.files.file(holding: text.ranges[part].lowerBound) ?? text.files.files[0]
      throw FormatError.file(path: file.path, .changed)
    }
    return try writer.finish(recordsText: true)
  }

  /// The header that part `part` of a text gets.
  func header(_ text: PlannedText, part: Int) -> TokenShardHeader {
    let range = text.ranges[part]
    var source: [String: JSONValue] =
      text.list != nil
      ? [PartKey.member: .string(text.contents[part].key.digest.hex)]
      : [
        "text_begin": .integer(Int64(range.lowerBound)),
        "text_end": .integer(Int64(range.upperBound)),
        "text_bytes": .integer(Int64(text.files.byteCount)),
        "text_sha256": .string(text.digest.hex),
      ]
    // Earlier versions left such ends alone: their parts are not these.
    let ended = settings.separator == nil ? 0 : text.files.openFiles(in: range)
    if ended > 0 { source["ended_files"] = .integer(Int64(ended)) }
    // Where such a part stands among others changes with the text.
    return text.list != nil
      ? header(part: 0, parts: 1, source: source) : header(part: part, parts: text.ranges.count, source: source)
  }

  private func header(part: Int, parts: Int, source: [String: JSONValue]) -> TokenShardHeader {
    var source = source
    source["separator"] = settings.separator.map { .string($0) } ?? .null
    source["level"] = .integer(Int64(settings.level))
    return TokenShardHeader(
      vocabularyDigest: tokenizer.digest, vocabularySize: tokenizer.count, separatorID: separatorID,
      marksPrompts: settings.marksPrompts, part: part, parts: parts, source: .object(source))
  }

  /// The ids of a few words.
  /// - Throws: `TokenizationError`.
  package static func ids(of text: String, _ tokenizer: TokenizerFiles) throws -> [UInt32] {
    try Encoder(Vocabulary(tokenizer)).encode(text)
  }

  /// Encodes what `source` gives, to its end, as the only part; `progress` hears of all bytes so far.
  /// - Returns: the part, the digest of the text, and whether it did not end in a separator.
  /// - Throws: `FormatError`; `DatasetsError` if there is nothing to read.
  package func encode(
    stream source: any ByteSource, into folder: String, progress: (_ bytes: Int) -> Void
  ) throws -> (summary: ShardSummary, textDigest: Digest, isOpen: Bool) {
    let path = FilePath.joined(folder, TokenShardHeader.partName(0, of: 1, tokenType))
    let shard = try TokenShardWriter(
      path: path, header: header(part: 0, parts: 1, source: [:]), level: settings.level, team: team)
    let writer = PartWriter(shard)
    let stream = EncodingStream(encoder)
    let piece = EncodedPiece(tokenType)
    var hasher = SHA256()
    var ends = StreamEnds()
    let write = { (block: EncodedBlock) in
      piece.append(block)
      try writer.append(piece)
      piece.clear()
    }
    while let chunk = try source.next() {
      ends.note(chunk)
      hasher.update(UnsafeRawBufferPointer(chunk))
      try stream.append(UnsafeRawBufferPointer(chunk), write)
      progress(ends.bytes)
    }
    try stream.finish(write)
    ends.document = stream.endOfSeparator
    guard ends.bytes > 0 else { throw DatasetsError.emptyText(["standard input"]) }
    if ends.isOpen, encoder.separator != nil {
      piece.endDocument(encoder)
      try writer.append(piece)
    }
    try writer.endOpenDocument()
    return (try writer.finish(recordsText: false), hasher.finish(), ends.isOpen)
  }
}

/// Where the text of a stream and its documents end, in bytes.
private struct StreamEnds {
  private(set) var bytes = 0
  /// Behind the last byte that is no white space.
  private var text = 0
  /// Behind the last separator.
  var document = 0

  /// Whether more than white space stands after the last separator.
  var isOpen: Bool { text > document }

  mutating func note(_ chunk: UnsafeBufferPointer<UInt8>) {
    if let last = chunk.lastIndex(where: { !$0.isWhiteSpace }) { text = bytes + last + 1 }
    bytes += chunk.count
  }
}

/// What happens to the parts of a text, in order: `Piece` is text on the way in, tokens on the way out.
private enum PartStep<Piece> {
  case begin(Int)
  case piece(Piece)
  case end(Int)
}
