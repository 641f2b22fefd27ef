/// `merges.txt`, as GPT-2 has it: a line `#version: 0.2`, then one merge a line, two tokens in the byte alphabet with
/// a space between (the alphabet has no space). The first line may be missing.
///
/// Lines may end as on Windows, and a byte order mark may stand before them: editors leave both behind.
enum MergesText: MergesFile {
  private static let header = "#version: 0.2"
  private static let carriageReturn: UInt8 = 0x0D

  static func parsePlain(_ bytes: UnsafeRawBufferPointer, _ index: TokenIndex) -> [MergeIDs]? {
    PlainTokenReader.read(bytes) { reader in
      var merges: [MergeIDs] = []
      reader.skipLine(startingWith: "#version")
      while !reader.isAtEnd {
        guard let left = index.id(reader.token(endingWith: UInt8(ascii: " "))),
          let right = index.id(reader.token(endingWith: UInt8(ascii: "\n")))
        else { return nil }
        merges.append(MergeIDs(left: left, right: right))
      }
      return merges
    }
  }

  static func parse(_ text: UnsafeRawBufferPointer, path: String) throws -> [MergePair] {
    let text = ByteOrderMark.skipped(in: text)
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // The last one is what stands after the last line feed.
    let endedLines = lines.count - 1
    if lines.last?.isEmpty == true { lines.removeLast() }
    var merges: [MergePair] = []
    merges.reserveCapacity(lines.count)
    for (offset, line) in lines.enumerated() {
      if offset == 0 && line.starts(with: "#version".utf8) { continue }
      let place = "line \(offset + 1)"
      let isWindows = line.last == carriageReturn && offset < endedLines
      let bytes = UnsafeRawBufferPointer(rebasing: isWindows ? line.dropLast() : line)
      guard !bytes.contains(carriageReturn) else {
        throw FormatError.tokenizer(path: path, .merges(.loneCarriageReturn(place: place)))
      }
      if UTF8Validation.firstInvalid(bytes) != nil {
        throw FormatError.tokenizer(path: path, .merges(.notUTF8(place: place)))
      }
      let texts = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      switch MergeTexts.merge(texts, found: String(decoding: bytes, as: UTF8.self), place: place) {
      case .success(let merge): merges.append(merge)
      case .failure(let problem): throw FormatError.tokenizer(path: path, problem)
      }
    }
    return merges
  }

  /// The text of the file.
  static func text(_ merges: some Collection<MergePair>) -> [UInt8] {
    var text = Array("\(header)\n".utf8)
    for merge in merges {
      ByteAlphabet.append(merge.left, to: &text)
      text.append(UInt8(ascii: " "))
      ByteAlphabet.append(merge.right, to: &text)
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }
}
