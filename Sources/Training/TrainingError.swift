import Messages

/// What can go wrong in training and evaluation.
package enum TrainingError: DescribedError, CategorizedError, Equatable {
  case countTooSmall(field: String, found: Int, least: Int)
  case countTooLarge(field: String, found: Int, most: Int)
  /// More tokens in a step than can be counted over all steps.
  case stepTooLarge(sequences: Int, positions: Int, most: Int)
  case valueOutOfRange(field: String, found: Double, expected: Message)
  /// Each rank must have as many groups of sequences.
  case ranksDoNotDivide(ranks: Int, groups: Int)
  /// Computing the same, two ranks have come to other parameters.
  case ranksDiffer(rank: Int, host: String, step: Int)
  case groupsOutOfRange(found: Int, most: Int)
  /// The groups would not be whole sequences, or parts of several batches.
  case groupsDoNotDivide(found: Int, batchSize: Int, accumulation: Int, possible: [Int])
  case warmupAfterDecay(warmup: Int, decay: Int)
  /// The steps after the warm-up are fewer than those of the cool-down.
  case cooldownWithinWarmup(cooldown: Int, warmup: Int, decay: Int)
  case windowLongerThanContext(positions: Int, contextLength: Int)
  case dataTooShort(tokens: Int, positions: Int)
  /// Windows are to begin at documents, and nothing tells where these end.
  case noDocuments
  /// This document (counted from 0) would end before it begins.
  case documentsOutOfOrder(document: Int)
  case nothingToPredict(tokens: Int)
  /// All tokens belong to prompts.
  case nothingAsked(tokens: Int)
  case byteTableSize(found: Int, vocabulary: Int)
  /// The loss or the gradient of this step (counted from 1) is not a finite number; no parameter was touched.
  case diverged(step: Int, loss: Double, gradientNorm: Double)
  case damagedState(what: String)
  /// A pattern that no tensor's name has.
  case nothingToFreeze(pattern: String, example: String)
  /// A pattern that no matrix of a block has.
  case nothingToAdapt(pattern: String, example: String)
  /// Nothing is left to train.
  case allFrozen

  package var message: Message {
    switch self {
    case .countTooSmall(let field, let found, let least):
      "\(field: field): \(found) (expected \(least) or more); give another \(field: field)"
    case .countTooLarge(let field, let found, let most):
      "\(field: field): \(found) (expected at most \(most)); give another \(field: field)"
    case .stepTooLarge(let sequences, let positions, let most):
      "a step of \(sequences) sequences of \(positions) tokens (expected at most \(most) tokens); "
        + "use a smaller \(field: "batchSize"), \(field: "accumulation") or \(field: "contextLength")"
    case .valueOutOfRange(let field, let found, let expected):
      "\(field: field): \(found) (expected \(expected)); give another \(field: field)"
    case .ranksDoNotDivide(let ranks, let groups):
      "\(ranks) ranks cannot share a step of \(field: "gradientGroups") \(groups) (expected "
        + "\(Self.choice(sequence(first: 1) { $0 * 2 }.prefix { $0 <= groups }.map(\.self))) ranks); start fewer "
        + "processes, or give another \(field: "gradientGroups") or \(field: "batchSize")"
    case .ranksDiffer(let rank, let host, let step):
      "the parameters of rank \(rank) on \(Printable.brief(host)) are not those of rank 0 after step \(step) (expected the "
        + "same bits); its memory or processor may be faulty: leave that machine out and go on from the last checkpoint"
    case .nothingToFreeze(let pattern, let example):
      "\(field: "frozen"): no parameter is called \(Printable.quoted(pattern)) (expected a name such as \(example), a part of "
        + "names up to a dot, or * for any characters); give another \(field: "frozen")"
    case .nothingToAdapt(let pattern, let example):
      "\(field: "loraTargets"): no matrix of a block is called \(Printable.quoted(pattern)) (expected a name such as "
        + "\(example), a part of names up to a dot, or * for any characters); give another \(field: "loraTargets")"
    case .allFrozen:
      "\(field: "frozen"): every parameter (expected some that are left to train); leave some out"
    case .groupsOutOfRange(let found, let most):
      "\(field: "gradientGroups"): \(found) (expected a power of two from 1 to \(most)); "
        + "give another \(field: "gradientGroups")"
    case .groupsDoNotDivide(let found, let batchSize, let accumulation, let possible):
      "\(field: "gradientGroups"): \(found) (expected \(Self.choice(possible)) with \(field: "batchSize") \(batchSize) "
        + "and \(field: "accumulation") \(accumulation)); give another \(field: "gradientGroups")"
    case .warmupAfterDecay(let warmup, let decay):
      "\(field: "warmupSteps"): \(warmup) is after the decay's end (expected at most \(field: "decaySteps") \(decay)); "
        + "use a shorter warm-up or a later end"
    case .cooldownWithinWarmup(let cooldown, let warmup, let decay):
      "\(field: "cooldownFraction"): a cool-down of \(cooldown) steps begins within the warm-up (expected at most "
        + "\(decay - warmup) of \(field: "decaySteps") \(decay) after \(field: "warmupSteps") \(warmup)); "
        + "give a smaller \(field: "cooldownFraction") or \(field: "warmupSteps")"
    case .windowLongerThanContext(let positions, let contextLength):
      "window: \(positions) positions (expected 1 to the model's context length \(contextLength)); "
        + "use a shorter window"
    case .dataTooShort(let tokens, let positions):
      "context longer than the data: a window of \(positions) tokens and its targets take \(positions + 1) tokens, "
        + "but there are \(tokens); use a shorter \(field: "contextLength") or more data"
    case .noDocuments:
      "\(field: "alignment"): documents (expected data whose documents end in a separator; nothing tells where these end); "
        + "use data with a separator, or leave \(field: "alignment") out"
    case .documentsOutOfOrder(let document):
      "training data: document \(document) ends before it begins (expected ends in ascending order); make the data again"
    case .nothingToPredict(let tokens):
      "evaluation: \(tokens) tokens (expected at least 2, one to predict from and one to predict); use more data"
    case .nothingAsked(let tokens):
      "evaluation: all of \(tokens) tokens belong to prompts (expected tokens of completions); use more data"
    case .byteTableSize(let found, let vocabulary):
      "bytes per token: \(found) entries (expected \(vocabulary), one for each token of the model); "
        + "use the tokenizer that the model was trained with"
    case .diverged(let step, let loss, let gradientNorm):
      "diverged at step \(step): loss \(loss), gradient norm \(gradientNorm) (expected finite numbers); "
        + "resume from the last checkpoint with a lower \(field: "learningRate"), a longer \(field: "warmupSteps") "
        + "or a smaller \(field: "clipNorm")"
    case .damagedState(let what):
      "training state: \(what); use another checkpoint"
    }
  }

  /// One or more numbers: "1, 2 or 4".
  private static func choice(_ numbers: [Int]) -> String {
    let (first, last) = (numbers.dropLast().map(String.init), numbers.last.map(String.init) ?? "")
    return first.isEmpty ? last : "\(first.joined(separator: ", ")) or \(last)"
  }

  package var category: ErrorCategory {
    switch self {
    case .dataTooShort, .noDocuments, .documentsOutOfOrder, .nothingToPredict, .nothingAsked, .damagedState,
      .byteTableSize:
      .badData
    case .diverged: .diverged
    case .ranksDiffer: .busy
    default: .value
    }
  }
}
