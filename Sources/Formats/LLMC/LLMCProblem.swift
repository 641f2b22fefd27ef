import Messages

/// Why a file of llm.c cannot be used as a model.
package enum LLMCProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of llm.c's files, by their first number.
  package enum Kind: Int, Sendable {
    case model = 20_240_326
    case debugState = 20_240_327
    case tokenizer = 20_240_328
    case tokens = 20_240_520
    case questions = 20_240_522
    case trainingState = 20_240_527
    case llamaTokens = 20_240_801
    case llamaModel = 20_240_803

    /// Of a file with these first bytes; nil for another program's.
    init?(_ head: [UInt8]) {
      guard head.count >= 4 else { return nil }
      self.init(rawValue: head.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) })
    }

    var words: String {
      switch self {
      case .model: "a model"
      case .debugState: "a state for debugging"
      case .tokenizer: "a tokenizer"
      case .tokens, .llamaTokens: "tokens"
      case .questions: "an evaluation's questions"
      case .trainingState: "a training's state"
      case .llamaModel: "a Llama 3"
      }
    }
  }

  case tooShort(bytes: Int)
  case otherKind(Kind)
  case version(Int)
  case size(String, found: Int, most: Int)
  case fewRows(found: Int, vocabulary: Int)
  case length(found: Int, expected: Int)

  package var description: String {
    switch self {
    case .tooShort(let bytes):
      return "cut off: \(Units.counted(bytes, "byte")) (expected 1,024 of llm.c's header); copy or download it again"
    case .otherKind(let kind):
      return "is \(kind.words) of llm.c (expected its GPT-2, as in model_….bin); name that"
    case .version(let found):
      return
        "version \(found) of llm.c's models (expected 3 for fp32 or 5 for bf16); write it again with a recent llm.c"
    case .size(let name, let found, let most):
      return "\(name) is \(found) in llm.c's header (expected 1 to \(most)); copy or download it again"
    case .fewRows(let found, let vocabulary):
      return
        "padded_vocab_size is \(found) in llm.c's header (expected at least the vocabulary's \(vocabulary)); copy or "
        + "download it again"
    case .length(let found, let expected):
      return "\(found < expected ? "cut off" : "too long"): \(Units.counted(found, "byte")) (expected "
        + "\(Units.grouped(expected)), as its header says); copy or download it again"
    }
  }
}
