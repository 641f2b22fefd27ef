/// The tokenizer of a file of tiktoken's ranks.
///
/// Such a file ranks tokens instead of pairs: of all neighbours whose joined bytes are a token, those of the lowest rank
/// are joined. So every way to make a token of two others is a merge, and all that make the same have one rank.
enum RankTokenizer {
  /// The tokenizer of a file, by what `settings` says or else by what is known of the file.
  /// - Throws: `FormatError`.
  static func read(_ path: String, settings: String?) throws -> TokenizerFiles {
    try MappedFile(path: path, limit: RankFile.largestFile).withBytes { bytes in
      do {
        // First, so that whatever is no file of ranks is called so.
        let tokens = try RankFile.tokens(bytes)
        guard let known = try settings.map(RankSettings.read) ?? KnownRanks.settings(.of(bytes)) else {
          throw TokenizerProblem.ranks(.unknown)
        }
        return try tokenizer(tokens, known, path: path)
      } catch let problem as TokenizerProblem {
        throw FormatError.tokenizer(path: path, problem)
      }
    }
  }

  /// - Throws: `FormatError`, `TokenizerProblem`.
  static func tokenizer(_ tokens: TokenList, _ settings: RankSettings, path: String) throws -> TokenizerFiles {
    var index = TokenIndex(tokens)
    let merges = try merges(index)
    try place(settings.specialTokens, in: &index)
    var rules = TokenizerRules()
    (rules.sharesRanks, rules.takesWholePretokens) = (true, true)
    rules.normalization = settings.normalization
    return try TokenizerFiles(
      index, merges: .complete(merges), specialTokens: settings.specialTokens.map(\.text), pattern: settings.pattern,
      rules: rules, vocabularyPath: path, mergesPath: path)
  }

  /// Every way to make a token of two others: by the token's rank, then by those of the left and the right one, as
  /// Hugging Face's converters list them.
  private static func merges(_ index: TokenIndex) throws -> [MergeIDs] {
    var merges: [MergeIDs] = []
    var ways: [MergeIDs] = []
    for product in index.tokens.indices where index.tokens.length(of: product) > 1 {
      ways.removeAll(keepingCapacity: true)
      index.tokens.withToken(product) { bytes in
        for place in 1..<bytes.count {
          guard let left = index.id(UnsafeRawBufferPointer(rebasing: bytes[..<place])),
            let right = index.id(UnsafeRawBufferPointer(rebasing: bytes[place...]))
          else { continue }
          var merge = MergeIDs(left: left, right: right)
          merge.product = UInt32(truncatingIfNeeded: product)
          ways.append(merge)
        }
      }
      if ways.count > 1 { ways.sort { $0.pair < $1.pair } }
      merges.append(contentsOf: ways)
      guard merges.count <= TokenizerFiles.maximumCount else {
        throw TokenizerProblem.merges(.tooMany(merges.count))
      }
    }
    return merges
  }

  private static func place(_ specials: [(text: String, id: Int)], in index: inout TokenIndex) throws {
    var isTaken: Set<Int> = []
    for (text, id) in specials {
      guard !text.isEmpty else { throw TokenizerProblem.specialTokens(.empty) }
      guard (0..<TokenizerFiles.maximumCount).contains(id), index.tokens.isUnused(id), isTaken.insert(id).inserted
      else { throw TokenizerProblem.ranks(.specialTokenID(text)) }
    }
    index.place(specials.map { ($0.id, Array($0.text.utf8)) })
  }
}
