import Formats

/// A file of text: under its own path, or unpacked where only this process can read it.
struct TextFile {
  /// Its name in messages.
  let path: String
  let storage: TextStorage

  /// The first bytes, which tell a format.
  func head() throws -> [UInt8] {
    let reader = try storage.open { try FileRangeReader(path: $0, chunkBytes: FileFormat.longestBeginning) }
    return try reader.next().map(Array.init) ?? []
  }

  /// The number of bytes.
  func byteCount() throws -> Int { try storage.open { try MappedFile(path: $0) }.count }

  /// Whether the text ends in a document that has no end: after the last separator stands more than white space. False
  /// where nothing separates documents.
  func isOpen(_ separator: String?) throws -> Bool {
    guard let separator, !separator.isEmpty else { return false }
    let end = Array(separator.utf8)
    let text = try storage.open { try MappedFile(path: $0) }
    return text.withBytes { bytes in
      guard let last = bytes.lastIndex(where: { !isWhiteSpace($0) }) else { return false }
      return !bytes[...last].suffix(end.count).elementsEqual(end)
    }
  }

  /// Refuses what is no text.
  /// - Parameters:
  ///   - head: The first bytes.
  ///   - format: What they tell.
  ///   - path: The file's name in messages.
  ///   - isUnpacked: Whether it was unpacked already: then it is compressed no more.
  ///   - reading: How it becomes text.
  /// - Throws: `TextInputError`.
  static func check(
    _ head: [UInt8], _ format: FileFormat?, named path: String, isUnpacked: Bool, _ reading: TextReading
  ) throws(TextInputError) {
    if let format {
      guard ["zstd", "gzip"].contains(format.name), !isUnpacked else { throw .notText(path, format) }
      return
    }
    if head.contains(0) { throw .zeroBytes(path) }
    let plainName = [".zst", ".gz"].reduce(path) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
    if reading.field == nil, [".jsonl", ".ndjson"].contains(where: plainName.hasSuffix),
      let members = JSONLine.textMembers(of: head)
    {
      throw .lines(path, members: members)
    }
  }
}

private func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 9...13 ~= byte }
