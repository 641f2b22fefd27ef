import Formats

/// Where the end of a text begins that is held back for validation.
struct TailCut {
  /// The first token of it, counted over all parts.
  let start: Int
  /// The documents that begin before it.
  let documents: Int
  // Bytes of each token: where a document is cut in two, each half has to know its bytes.
  private let lengths: [Int]

  /// Cuts off `fraction` of the tokens, at least one and never all.
  /// - Throws: `FormatError`; `DatasetsError` for another tokenizer than the parts', and for a single token.
  init(_ fraction: Double, of stream: DocumentStream, tokenizer: TokenizerFiles) throws {
    let parts = stream.parts
    guard tokenizer.digest == parts.header.vocabularyDigest else {
      let path = parts.parts.first?.path ?? ""
      throw DatasetsError.otherTokenizer(path, expected: tokenizer.digest, found: parts.header.vocabularyDigest)
    }
    guard parts.tokenCount > 1 else { throw DatasetsError.oneToken(parts.name) }
    let tail = min(max(1, Int((fraction * Double(parts.tokenCount)).rounded())), parts.tokenCount - 1)
    let start = parts.tokenCount - tail
    var (position, documents) = (0, 0)
    try stream.forEachLength { _, tokens in
      if position < start { documents += 1 }
      position += tokens
    }
    (self.start, self.documents) = (start, documents)
    let tokens = tokenizer.tokens
    lengths = tokens.indices.map { tokens.length(of: $0) }
  }

  /// Lends every document piece by piece, and whether the piece lies in the tail. A document that is cut ends twice:
  /// its head when all of it has been read.
  func forEach(
    in stream: DocumentStream, _ body: (_ piece: DocumentPiece, _ isTail: Bool) throws -> Void
  ) throws {
    var position = 0
    // Of the document under way: whether its head is open, and what of it lies in the tail.
    var isHeadOpen = false
    var tail = (tokens: 0, bytes: 0)
    try stream.forEach { piece in
      let head = min(piece.tokens.count, max(0, start - position))
      position += piece.tokens.count
      let isHead = head == piece.tokens.count && (head > 0 || isHeadOpen && tail.tokens == 0)
      if head > 0 || isHead {
        try body(piece.part(0..<head, ends: isHead ? piece.endsDocument : nil), false)
        isHeadOpen = !isHead || piece.endsDocument == nil
      }
      guard !isHead else { return }
      let rest = piece.part(head..<piece.tokens.count, ends: piece.endsDocument)
      guard isHeadOpen else { return try body(rest, true) }
      tail = (tail.tokens + rest.tokens.count, tail.bytes + bytes(of: rest.tokens))
      guard let all = piece.endsDocument else { return try body(rest, true) }
      try body(piece.part(head..<piece.tokens.count, ends: tail.bytes), true)
      try body(piece.part(0..<0, ends: all - tail.bytes), false)
      (isHeadOpen, tail) = (false, (0, 0))
    }
  }

  private func bytes(of tokens: StoredTokens) -> Int {
    var ids = [UInt32](repeating: 0, count: tokens.count)
    ids.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { tokens.copy(to: base) } }
    return ids.reduce(0) { sum, token in
      let id = Int(token & ~TokenMark.prompt)
      return sum + (id < lengths.count ? lengths[id] : 0)
    }
  }
}

extension DocumentPiece {
  fileprivate func part(_ range: Range<Int>, ends bytes: Int?) -> DocumentPiece {
    DocumentPiece(document: document, tokens: tokens[range], endsDocument: bytes)
  }
}
