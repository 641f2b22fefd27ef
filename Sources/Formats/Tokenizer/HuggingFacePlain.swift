/// Vocabulary and merges of `tokenizer.json` with the spelling that programs write. Where they are just those of the
/// other files, in the same order, there is nothing to keep of them, and one look at each byte is enough.
enum HuggingFacePlain {
  /// Where the vocabulary ends that begins at `start`; nil for one that the strict reader must look at.
  static func endOfVocabulary(_ bytes: UnsafeRawBufferPointer, from start: Int, _ files: TokenizerFiles) -> Int? {
    let specials = specialTexts(files)
    return PlainTokenReader.read(bytes, from: start) { reader in
      guard reader.takeSpaced(UInt8(ascii: "{")) else { return nil }
      let ids = files.tokens.indices.filter { files.tokens.length(of: $0) > 0 }
      for id in ids {
        let place = reader.position
        let token = reader.quoted()
        if !files.tokens.isToken(id, token) {
          guard let text = specials[id], reader.take(text, at: place) else { return nil }
        }
        guard reader.takeSpaced(UInt8(ascii: ":")), reader.naturalNumber() == id else { return nil }
        let isLast = id == ids.last
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

  /// The merges between tokens of `index` that begin at `start`, and where they end; nil for what the strict reader must
  /// look at.
  static func merges(
    _ bytes: UnsafeRawBufferPointer, from start: Int, _ index: TokenIndex
  ) -> (merges: [MergeIDs], end: Int)? {
    PlainTokenReader.read(bytes, from: start) { reader in
      guard reader.takeSpaced(UInt8(ascii: "[")) else { return nil }
      var merges: [MergeIDs] = []
      repeat {
        guard let merge = merge(&reader, index) else { return nil }
        merges.append(merge)
      } while reader.takeSpaced(UInt8(ascii: ","))
      return reader.takeSpaced(UInt8(ascii: "]")) ? (merges, reader.position) : nil
    }
  }

  @inline(__always)
  private static func merge(_ reader: inout PlainTokenReader, _ index: TokenIndex) -> MergeIDs? {
    if reader.take(UInt8(ascii: "\"")) {
      guard let left = index.id(reader.token(endingWith: UInt8(ascii: " "), hasEscapes: true)),
        let right = index.id(reader.token(endingWith: UInt8(ascii: "\""), hasEscapes: true))
      else { return nil }
      return MergeIDs(left: left, right: right)
    }
    guard reader.takeSpaced(UInt8(ascii: "[")), let left = index.id(reader.quoted()),
      reader.takeSpaced(UInt8(ascii: ",")), let right = index.id(reader.quoted()),
      reader.takeSpaced(UInt8(ascii: "]"))
    else { return nil }
    return MergeIDs(left: left, right: right)
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
