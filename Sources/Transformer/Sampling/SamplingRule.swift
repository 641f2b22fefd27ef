import Messages

/// How the next token is chosen from the model's logits.
///
/// The steps are applied in this order: banned tokens out, temperature, top-k, top-p, draw.
package struct SamplingRule: Sendable, Equatable {
  /// Logits are divided by this; 0 means greedy (the largest logit wins).
  package let temperature: Double
  /// Only the k most likely tokens stay; nil keeps all.
  package let topK: Int?
  /// Only the smallest set of most likely tokens whose probabilities sum to at least p stays (at least one
  /// token); 1 keeps all.
  package let topP: Double
  /// Tokens that are never chosen.
  package let banned: Set<UInt32>

  /// Checks every value before any sampling starts.
  ///
  /// - Throws: ``SamplingError`` if the temperature is negative or not finite, `topK` is below 1, or `topP` is
  ///   outside (0, 1].
  package init(temperature: Double = 1, topK: Int? = nil, topP: Double = 1, banned: Set<UInt32> = []) throws {
    guard temperature >= 0, temperature.isFinite else { throw SamplingError.temperature(temperature) }
    if let topK, topK < 1 { throw SamplingError.topK(topK) }
    guard topP > 0, topP <= 1 else { throw SamplingError.topP(topP) }
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.banned = banned
  }
}

/// What can be wrong with a sampling rule or with the logits it is applied to.
package enum SamplingError: CategorizedError, Equatable, CustomStringConvertible {
  case temperature(Double)
  case topK(Int)
  case topP(Double)
  case bannedOutsideVocabulary(token: Int, vocabulary: Int)
  case everythingBanned(vocabulary: Int)
  case logitCount(found: Int, expected: Int)
  case logitsNotFinite(token: Int)
  case emptyPrompt
  case promptOutsideVocabulary(token: Int, vocabulary: Int)

  package var category: ErrorCategory {
    switch self {
    case .logitCount, .logitsNotFinite, .promptOutsideVocabulary: .badData
    default: .value
    }
  }

  package var description: String {
    switch self {
    case .temperature(let value):
      "temperature: \(value) (expected a finite number, 0 or above); 0 is greedy, 1 is the model's own distribution"
    case .topK(let value):
      "top-k: \(value) (expected 1 or above); leave it out to keep all tokens"
    case .topP(let value):
      "top-p: \(value) (expected above 0 and at most 1); 1 keeps all tokens"
    case .bannedOutsideVocabulary(let token, let vocabulary):
      "banned tokens: id \(token) is not in the vocabulary (expected below \(vocabulary)); check the tokenizer"
    case .everythingBanned(let vocabulary):
      "banned tokens: all \(vocabulary) tokens are banned (expected at least one allowed); ban fewer"
    case .logitCount(let found, let expected):
      "logits: \(found) values (expected \(expected), the size of the vocabulary); check the checkpoint"
    case .logitsNotFinite(let token):
      "logits: the value for token \(token) is not a number; the checkpoint is damaged or its training diverged"
    case .emptyPrompt:
      "prompt: no tokens (expected at least one); give a prompt"
    case .promptOutsideVocabulary(let token, let vocabulary):
      "prompt: token id \(token) is not in the model's vocabulary (expected below \(vocabulary)); "
        + "use the tokenizer that the model was trained with"
    }
  }
}
