import Formats
import Parallel

extension TextEncoding {
  /// What the parts of a text are recognised by; one that occurs again has a key of its own.
  /// - Throws: `FormatError` if the text cannot be read; what `progress` throws.
  func contents(
    of ranges: [Range<Int>], in text: TextFiles, progress: @Sendable (_ bytes: Int) throws -> Void
  ) throws -> [PlannedText.Content] {
    let all = try team.map(tasks: ranges.count) { index in
      try digests(of: ranges[index], in: text, progress)
    }
    var copies: [Digest: Int] = [:]
    return all.map { digests in
      let copy = copies[digests.shape, default: 0]
      copies[digests.shape] = copy + 1
      return PlannedText.Content(key: key(digests.shape, copy: copy), textDigest: digests.text)
    }
  }

  /// The digest of a range's text, and that of all of the text that decides the tokens: where files end, too.
  private func digests(
    of range: Range<Int>, in text: TextFiles, _ progress: (_ bytes: Int) throws -> Void
  ) throws -> (text: Digest, shape: Digest) {
    var digests = SHA256()
    var shape = SHA256()
    var pieces = TextPieces(of: text, range: range, cuts: cuts)
    let buffer = ReadBuffer(bytes: min(TextPieces.pieceBytes, range.count))
    while let piece = try pieces.next() {
      let hash = try piece.read(into: buffer) { _ in }
      digests.update(littleEndian: hash)
      shape.update(littleEndian: hash)
      shape.update(littleEndian: UInt64(piece.range.count))
      shape.update(littleEndian: UInt64((piece.endsFile ? 1 : 0) + (piece.isOpen ? 2 : 0)))
      try progress(piece.range.count)
    }
    return (digests.finish(), shape.finish())
  }

  /// The key of a part: all that decides its bytes, apart from the version of zstd.
  private func key(_ shape: Digest, copy: Int) -> PartKey {
    var all: [String: JSONValue] = [
      "format": "letterpress part 1", "text": .string(shape.hex), "copy": .integer(Int64(copy)),
      "vocabulary": .string(tokenizer.digest.hex), "level": .integer(Int64(settings.level)),
      "separator": settings.separator.map { .string($0) } ?? .null,
    ]
    if settings.marksPrompts { all["marks"] = .bool(true) }
    return PartKey(.of(Array(JSONValue.object(all).canonical.utf8)))
  }
}
