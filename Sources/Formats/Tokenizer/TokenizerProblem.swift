import Messages

/// Why the files of a tokenizer cannot be used. Texts of tokens are in GPT-2's byte alphabet, as in the files.
package enum TokenizerProblem: DescribedError, Equatable {
  case vocabulary(VocabularyProblem)
  case merges(MergesProblem)
  case specialTokens(SpecialTokensProblem)
  /// A `tokenizer.json` of another tokenizer than the other files', or of a kind that is not ours.
  case huggingFace(HuggingFaceProblem)
  /// Something about tiktoken's ranks.
  case ranks(RankProblem)

  package var message: Message {
    switch self {
    case .vocabulary(let problem): problem.message
    case .merges(let problem): problem.message
    case .specialTokens(let problem): problem.message
    case .huggingFace(let problem): problem.message
    case .ranks(let problem): problem.message
    }
  }
}
