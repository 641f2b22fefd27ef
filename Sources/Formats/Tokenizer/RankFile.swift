/// tiktoken's file of ranks: lines of a token in base64, a space and its rank, which is its id. Empty lines are passed
/// over, and lines may end as on Windows.
enum RankFile {
  /// The most bytes of the file: twenty times those of the largest in use.
  static let largestFile = 64 << 20

  /// The tokens of a file by rank, empty where there is none.
  /// - Throws: `TokenizerProblem`.
  static func tokens(_ bytes: UnsafeRawBufferPointer) throws -> TokenList {
    var members = VocabularyMembers(fileBytes: bytes.count)
    var line = 0
    var start = 0
    var token: [UInt8] = []
    while start < bytes.count {
      line += 1
      var end = start
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      let next = end + 1
      if end > start, bytes[end - 1] == 0x0D { end -= 1 }
      if end > start {
        let text = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        guard let rank = rank(text, &token) else { throw problem(bytes, text, line) }
        guard token.count <= RankProblem.longestToken else {
          throw TokenizerProblem.ranks(.longToken(line: line, bytes: token.count))
        }
        token.withUnsafeBytes { members.tokens.append($0) }
        members.ids.append(rank)
      }
      start = next
    }
    guard let tokens = members.byID() else {
      throw TokenizerProblem.vocabulary(members.firstProblem ?? .tooManyTokens(members.ids.count))
    }
    return tokens
  }

  /// The text of a file, by rank.
  static func text(_ tokens: TokenList) -> [UInt8] {
    var text: [UInt8] = []
    for id in tokens.indices where !tokens.isUnused(id) {
      Base64.append(tokens[id], to: &text)
      text.append(contentsOf: " \(id)\n".utf8)
    }
    return text
  }

  private static func problem(_ bytes: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer, _ line: Int) -> any Error
  {
    // The first field of its protocol buffer, a list of pieces, whose scores have zeros.
    if bytes[0] == 0x0A, bytes.prefix(256).contains(0) { return TokenizerProblem.ranks(.sentencePiece) }
    return TokenizerProblem.ranks(.notRank(line: line, found: String(decoding: text.prefix(80), as: UTF8.self)))
  }

  /// The rank of a line, whose token is left in `token`; nil for what is no such line.
  private static func rank(_ line: UnsafeRawBufferPointer, _ token: inout [UInt8]) -> Int? {
    guard let space = line.firstIndex(of: 0x20), space > 0, space + 1 < line.count, line.count - space <= 10 else {
      return nil
    }
    var rank = 0
    for digit in line[(space + 1)...] {
      guard digit &- 0x30 < 10 else { return nil }
      rank = rank * 10 + Int(digit &- 0x30)
    }
    token.removeAll(keepingCapacity: true)
    let isBase64 = Base64.append(decoded: UnsafeRawBufferPointer(rebasing: line[..<space]), to: &token)
    return isBase64 && !token.isEmpty ? rank : nil
  }
}
