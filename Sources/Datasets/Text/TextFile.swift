import Formats

/// A file of text that was opened to look at it: under its own path, or unpacked where only this process can read it.
struct TextFile {
  private let file: MappedFile

  /// - Throws: `FormatError.file`.
  init(_ storage: TextStorage) throws { file = try storage.open { try MappedFile(path: $0) } }

  /// The number of bytes.
  var byteCount: Int { file.count }

  /// The first bytes, which tell a format.
  var head: [UInt8] { file.withBytes { Array($0.prefix(FileFormat.longestBeginning)) } }

  /// Whether the text ends in a document that has no end: after the last separator stands more than white space. False
  /// where nothing separates documents.
  func isOpen(_ separator: String?) -> Bool {
    guard let separator, !separator.isEmpty else { return false }
    let end = Array(separator.utf8)
    return file.withBytes { bytes in
      guard let last = bytes.lastIndex(where: { !$0.isWhiteSpace }) else { return false }
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
      guard format.canBeUnpacked, !isUnpacked else { throw .notText(path, format) }
      return
    }
    if head.contains(0) { throw .zeroBytes(path) }
    let plainName = [".zst", ".gz"].reduce(path) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
    if !reading.readsLines, [".jsonl", ".ndjson"].contains(where: plainName.hasSuffix),
      let members = JSONLine.textMembers(of: head)
    {
      throw .lines(path, members: members)
    }
  }
}
