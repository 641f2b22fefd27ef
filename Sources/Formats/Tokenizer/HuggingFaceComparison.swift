/// Holds vocabulary and merges of `tokenizer.json` against those of the other files.
final class HuggingFaceComparison: HuggingFaceModelReader {
  private let files: TokenizerFiles
  private let added: AddedTokens

  /// Of a tokenizer from other files, with these added tokens.
  init(_ files: TokenizerFiles, _ added: AddedTokens) { (self.files, self.added) = (files, added) }

  func tokenizer() throws -> TokenizerFiles {
    // Two tokens of the vocabulary would have one text here.
    for special in files.specialTokens where ByteAlphabet.isMistakable(special) {
      if let other = ByteAlphabet.decode(special.utf8).flatMap({ files.tokens.firstIndex(of: $0) }) {
        throw TokenizerProblem.specialTokens(.mistakable(special, other: other))
      }
    }
    return files
  }

  // MARK: Vocabulary

  func vocabulary(_ scanner: inout JSONScanner) throws(JSONProblem) -> TokenizerProblem? {
    if let end = HuggingFacePlain.endOfVocabulary(scanner.bytes, from: scanner.position, files) {
      scanner.position = end
      return nil
    }
    return try strictVocabulary(&scanner)
  }

  private func strictVocabulary(_ scanner: inout JSONScanner) throws(JSONProblem) -> TokenizerProblem? {
    guard try scanner.peek() == UInt8(ascii: "{") else {
      return .huggingFace(
        .foreignMember("model.vocab", found: try scanner.value().kind, expected: "an object from token to id"))
    }
    var problem: TokenizerProblem?
    var isThere = [Bool](repeating: false, count: files.count)
    let specials = Dictionary(
      zip(files.specialTokenIDs.map(Int.init), files.specialTokens), uniquingKeysWith: { first, _ in first })
    try scanner.forEachMember { scanner, key throws(JSONProblem) in
      let start = scanner.keyPosition
      let id = try scanner.naturalNumber()
      guard let id, isThere.indices.contains(id),
        specials[id].map({ $0.utf8.elementsEqual(key) }) == true || ByteAlphabet.decode(key) == files.tokens[id]
      else {
        problem = problem ?? .huggingFace(.otherVocabulary(token: String(decoding: key, as: UTF8.self), id: id))
        return
      }
      if isThere[id] {
        throw .syntax(offset: start, .duplicateKey(String(decoding: key, as: UTF8.self)))
      }
      isThere[id] = true
    }
    if let problem { return problem }
    // An added token may be beyond the vocabulary, and nobody has an unused id.
    if let missing = isThere.indices.first(where: {
      !isThere[$0] && specials[$0] == nil && files.tokens.length(of: $0) > 0
    }) {
      return .huggingFace(.missingInVocabulary(token: ByteAlphabet.text(files.tokens[missing]), id: missing))
    }
    do {
      let count = isThere.count { $0 }
      try added.checkIDs(vocabularyCount: count) { isThere.indices.contains($0.id) && isThere[$0.id] }
    } catch let problem as HuggingFaceProblem {
      return .huggingFace(problem)
    } catch {
      return nil
    }
    return nil
  }

  // MARK: Merges

  func merges(_ scanner: inout JSONScanner) throws(JSONProblem) -> TokenizerProblem? {
    if let end = HuggingFacePlain.endOfMerges(scanner.bytes, from: scanner.position, files) {
      scanner.position = end
      return nil
    }
    return try strictMerges(&scanner)
  }

  private func strictMerges(_ scanner: inout JSONScanner) throws(JSONProblem) -> TokenizerProblem? {
    guard try scanner.peek() == UInt8(ascii: "[") else {
      return .huggingFace(.foreignMember("model.merges", found: try scanner.value().kind, expected: "a list"))
    }
    var problem: TokenizerProblem?
    var number = 0
    try scanner.forEachElement { scanner throws(JSONProblem) in
      let place = "merge \(number + 1) of model.merges"
      let merge = try MergesJSON.merge(&scanner, place: place, takesText: true)
      defer { number += 1 }
      guard problem == nil else { return }
      switch merge {
      case .failure(let found): problem = found
      case .success(let merge):
        let expected = number < files.mergeIDs.count ? self.merge(number) : nil
        if merge != expected {
          problem = .huggingFace(.otherMerge(number: number + 1, found: merge, expected: expected))
        }
      }
    }
    if problem == nil, number < files.mergeIDs.count {
      problem = .huggingFace(.otherMerge(number: number + 1, found: nil, expected: merge(number)))
    }
    return problem
  }

  private func merge(_ number: Int) -> MergePair {
    let merge = files.mergeIDs[number]
    return MergePair(left: files.tokens[Int(merge.left)], right: files.tokens[Int(merge.right)])
  }
}
