/// Vocabulary and merges of `tokenizer.json` where they are just those of the other files, in the order and with the
/// spelling that programs write: then there is nothing to keep of them, and one look at each byte is enough.
enum HuggingFacePlain {
  /// Where the vocabulary ends that begins at `start`; nil for one that the strict reader must look at.
  static func endOfVocabulary(_ bytes: UnsafeRawBufferPointer, from start: Int, _ files: TokenizerFiles) -> Int? {
    let specials = specialTexts(files)
    return PlainTokenReader.read(bytes, from: start) { reader in
      guard reader.takeSpaced(UInt8(ascii: "{")) else { return nil }
      for id in files.tokens.indices {
        let place = reader.position
        let token = reader.quoted()
        if !files.tokens.isToken(id, token) {
          guard let text = specials[id], reader.take(text, at: place) else { return nil }
        }
        guard reader.takeSpaced(UInt8(ascii: ":")), reader.naturalNumber() == id else { return nil }
        let isLast = id == files.count - 1
        guard reader.takeSpaced(UInt8(ascii: isLast ? "}" : ",")) else { return nil }
      }
      return reader.position
    }
  }

  /// Special tokens stand in it as they are.
  private static func specialTexts(_ files: TokenizerFiles) -> [Int: [UInt8]] {
    var texts: [Int: [UInt8]] = [:]
    for (id, special) in zip(files.specialTokenIDs, files.specialTokens) {
      var text: [UInt8] = []
      JSONText.append(special.utf8, to: &text)
      texts[Int(id)] = text
    }
    return texts
  }

  /// Where the merges end that begin at `start`, texts or pairs; nil for what the strict reader must look at.
  static func endOfMerges(_ bytes: UnsafeRawBufferPointer, from start: Int, _ files: TokenizerFiles) -> Int? {
    PlainTokenReader.read(bytes, from: start) { reader in
      guard reader.takeSpaced(UInt8(ascii: "[")) else { return nil }
      for (number, merge) in files.mergeIDs.enumerated() {
        guard take(merge, &reader, files.tokens) else { return nil }
        let isLast = number == files.mergeIDs.count - 1
        guard isLast || reader.takeSpaced(UInt8(ascii: ",")) else { return nil }
      }
      return reader.takeSpaced(UInt8(ascii: "]")) ? reader.position : nil
    }
  }

  @inline(__always)
  private static func take(_ merge: MergeIDs, _ reader: inout PlainTokenReader, _ tokens: TokenList) -> Bool {
    let (left, right) = (Int(merge.left), Int(merge.right))
    if reader.take(UInt8(ascii: "\"")) {
      return tokens.isToken(left, reader.token(endingWith: UInt8(ascii: " "), hasEscapes: true))
        && tokens.isToken(right, reader.token(endingWith: UInt8(ascii: "\""), hasEscapes: true))
    }
    return reader.takeSpaced(UInt8(ascii: "[")) && tokens.isToken(left, reader.quoted())
      && reader.takeSpaced(UInt8(ascii: ",")) && tokens.isToken(right, reader.quoted())
      && reader.takeSpaced(UInt8(ascii: "]"))
  }
}
