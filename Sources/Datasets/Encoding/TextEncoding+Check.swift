import Formats
import Parallel

extension TextEncoding {
  /// Those of the given parts that have to be made; `found` hears of the others. Files for which `isIntact` holds are
  /// known to be as they were made, and are not read again.
  /// - Throws: `FormatError` if the text cannot be read; what `found` throws.
  package func missingParts(
    _ text: PlannedText, among parts: [Int], in folder: String, isIntact: (_ path: String) -> Bool = { _ in false },
    found: (TokenShardReader) throws -> Void
  ) throws -> [Int] {
    try parts.filter { part in
      let isIntact = isIntact(text.path(ofPart: part, in: folder))
      guard let finished = try finishedPart(text, part: part, in: folder, isIntact: isIntact) else { return true }
      try found(finished)
      return false
    }
  }

  /// The part as it stands in `folder`, if it is whole and made from this text with these settings; nil otherwise.
  ///
  /// Reads the part's text and the part itself: some 1 GB/s, many times faster than encoding.
  /// - Throws: `FormatError` if the text cannot be read.
  package func finishedPart(
    _ text: PlannedText, part: Int, in folder: String, isIntact: Bool = false
  ) throws -> TokenShardReader? {
    let path = text.path(ofPart: part, in: folder)
    guard let reader = try? TokenShardReader(path: path), reader.header == header(text, part: part),
      try reader.textDigest == textDigest(text, part: part)
    else { return nil }
    guard isIntact || (try? reader.verify(team: team)) != nil else { return nil }
    return reader
  }

  /// SHA-256 over the hashes of the part's pieces: it can be worked out by several threads.
  private func textDigest(_ text: PlannedText, part: Int) throws -> Digest {
    // A plan that follows the text has read it.
    if text.list != nil { return text.contents[part].textDigest }
    var digests = SHA256()
    var stretch = TextPieces(of: text.files, range: text.ranges[part], cuts: cuts)
    try team.inOrder(limit: 2 * team.threads) {
      try stretch.next()
    } make: { piece in
      try piece.read(into: ReadBuffer(bytes: TextPieces.pieceBytes)) { _ in }
    } take: { hash in
      digests.update(littleEndian: hash)
    }
    return digests.finish()
  }
}
