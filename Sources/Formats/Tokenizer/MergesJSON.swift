/// `merges.json`: the ordered list of pairs `["Ġ", "t"]`, in GPT-2's byte alphabet.
enum MergesJSON: MergesFile {
  static func parsePlain(_ bytes: UnsafeRawBufferPointer, _ index: TokenIndex) -> [MergeIDs]? {
    PlainTokenReader.read(bytes) { reader in
      var merges: [MergeIDs] = []
      guard reader.takeSpaced(UInt8(ascii: "[")) else { return nil }
      while reader.takeSpaced(UInt8(ascii: "[")) {
        guard let left = index.id(reader.quoted()), reader.takeSpaced(UInt8(ascii: ",")),
          let right = index.id(reader.quoted()), reader.takeSpaced(UInt8(ascii: "]"))
        else { return nil }
        merges.append(MergeIDs(left: left, right: right))
        if reader.takeSpaced(UInt8(ascii: ",")) { continue }
        return reader.takeSpaced(UInt8(ascii: "]")) && reader.isAtEnd ? merges : nil
      }
      return nil
    }
  }

  static func parse(_ bytes: UnsafeRawBufferPointer, path: String) throws -> [MergePair] {
    var merges: [MergePair] = []
    var problem: TokenizerProblem?
    do throws(JSONProblem) {
      var scanner = try JSONScanner(bytes, mayHaveMark: true)
      if try scanner.peek() != UInt8(ascii: "[") {
        throw .shape(key: "merges", expected: "a list of pairs", found: try scanner.document().kind)
      }
      try scanner.forEachElement { scanner throws(JSONProblem) in
        let merge = try self.merge(&scanner, place: "entry \(merges.count + 1)")
        guard problem == nil else { return }
        switch merge {
        case .success(let merge): merges.append(merge)
        case .failure(let found): problem = found
        }
      }
      try scanner.finish()
    } catch {
      throw FormatError.json(path: path, error)
    }
    if let problem { throw FormatError.tokenizer(path: path, problem) }
    return merges
  }

  /// The text of the file: one pair a line.
  static func text(_ merges: some Collection<MergePair>) -> [UInt8] {
    var text = Array("[".utf8)
    for (offset, merge) in merges.enumerated() {
      text.append(contentsOf: (offset == 0 ? "\n  [" : ",\n  [").utf8)
      ByteAlphabet.appendJSON(merge.left, to: &text)
      text.append(contentsOf: ", ".utf8)
      ByteAlphabet.appendJSON(merge.right, to: &text)
      text.append(UInt8(ascii: "]"))
    }
    text.append(contentsOf: (merges.isEmpty ? "]\n" : "\n]\n").utf8)
    return text
  }

  /// The merge that one element is: a pair, or with `takesText` also a text with a space between the tokens.
  static func merge(
    _ scanner: inout JSONScanner, place: String, takesText: Bool = false
  ) throws(JSONProblem) -> Result<MergePair, TokenizerProblem> {
    if takesText, try scanner.peek() == UInt8(ascii: "\"") {
      let text = try scanner.stringBytes { Array($0) }
      let texts = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      return MergeTexts.merge(texts, found: String(decoding: text, as: UTF8.self), place: place)
    }
    let pair = try pair(&scanner)
    return MergeTexts.merge(pair.texts, found: pair.found, place: place)
  }

  /// The strings of one element; if it is no list of strings, `texts` is empty and `found` says what it is.
  private static func pair(
    _ scanner: inout JSONScanner
  ) throws(JSONProblem) -> (texts: [[UInt8]], found: String) {
    guard try scanner.peek() == UInt8(ascii: "[") else { return ([], try scanner.value().canonical) }
    var texts: [[UInt8]] = []
    var isList = true
    let start = scanner.position
    try scanner.forEachElement { scanner throws(JSONProblem) in
      if try scanner.peek() == UInt8(ascii: "\"") {
        texts.append(try scanner.stringBytes { Array($0) })
      } else {
        isList = false
        try scanner.skipValue()
      }
    }
    if isList && texts.count == 2 { return (texts, "") }
    return ([], String(decoding: scanner.bytes[start..<scanner.position], as: UTF8.self))
  }
}

/// What the two layouts of merges have in common.
enum MergeTexts {
  /// A merge from its two texts; `found` is what stands in the file, for the message if `texts` are not two.
  static func merge(
    _ texts: [some Sequence<UInt8>], found: String, place: String
  ) -> Result<MergePair, TokenizerProblem> {
    guard texts.count == 2 else { return .failure(.merges(.notPair(place: place, found: found))) }
    guard let left = ByteAlphabet.decode(texts[0]) else { return .failure(outside(texts[0])) }
    guard let right = ByteAlphabet.decode(texts[1]) else { return .failure(outside(texts[1])) }
    guard !left.isEmpty, !right.isEmpty else { return .failure(.merges(.notPair(place: place, found: found))) }
    return .success(MergePair(left: left, right: right))
  }

  private static func outside(_ text: some Sequence<UInt8>) -> TokenizerProblem {
    .vocabulary(.notInAlphabet(String(decoding: Array(text), as: UTF8.self)))
  }
}
