/// The members of a vocabulary in the order of its file.
struct VocabularyMembers {
  var tokens = TokenList()
  var ids: [Int] = []

  /// - Parameter fileBytes: The size of the file, of which a member takes some 20 bytes.
  init(fileBytes: Int) {
    let count = min(fileBytes / 16, TokenizerFiles.maximumCount)
    tokens.reserveCapacity(tokens: count, bytes: fileBytes / 2)
    ids.reserveCapacity(count)
  }

  /// The tokens by their ids, empty where no token has an id; nil if one is too large, or comes twice.
  func byID() -> TokenList? {
    guard ids.count <= TokenizerFiles.maximumCount else { return nil }
    // As programs write them.
    if ids.elementsEqual(ids.indices) { return tokens }
    guard firstProblem == nil else { return nil }
    var places = [Int](repeating: -1, count: (ids.max() ?? -1) + 1)
    for (place, id) in ids.enumerated() { places[id] = place }
    var sorted = TokenList()
    sorted.reserveCapacity(tokens: places.count, bytes: tokens.bytes.count)
    for place in places {
      if place >= 0 {
        tokens.withToken(place) { sorted.append($0) }
      } else {
        sorted.append(UnsafeRawBufferPointer(start: nil, count: 0))
      }
    }
    return sorted
  }

  /// What is wrong with the numbers; texts are in the byte alphabet.
  var firstProblem: VocabularyProblem? {
    guard ids.count <= TokenizerFiles.maximumCount else { return .tooManyTokens(ids.count) }
    var isTaken = [Bool](repeating: false, count: min((ids.max() ?? -1) + 1, TokenizerFiles.maximumCount))
    for (place, id) in ids.enumerated() {
      let text = { ByteAlphabet.text(tokens[place]) }
      guard id < TokenizerFiles.maximumCount else { return .idOutOfRange(token: text(), id: id) }
      guard !isTaken[id] else { return .duplicateID(id, token: text()) }
      isTaken[id] = true
    }
    return nil
  }
}
