/// What can go wrong in training and evaluation.
package enum TrainingError: Error, Equatable, CustomStringConvertible {
  case countTooSmall(flag: String, found: Int, least: Int)
  case countTooLarge(flag: String, found: Int, most: Int)
  /// More tokens in a step than can be counted over all steps.
  case stepTooLarge(sequences: Int, positions: Int, most: Int)
  case valueOutOfRange(flag: String, found: Double, expected: String)
  case warmupAfterDecay(warmup: Int, decay: Int)
  case windowLongerThanContext(positions: Int, contextLength: Int)
  case dataTooShort(tokens: Int, positions: Int)
  case nothingToPredict(tokens: Int)
  case byteTableSize(found: Int, vocabulary: Int)
  /// The loss or the gradient of this step (counted from 1) is not a finite number; no parameter was touched.
  case diverged(step: Int, loss: Double, gradientNorm: Double)
  case damagedState(what: String)

  package var description: String {
    switch self {
    case .countTooSmall(let flag, let found, let least):
      "--\(flag): \(found) (expected \(least) or more); give another --\(flag)"
    case .countTooLarge(let flag, let found, let most):
      "--\(flag): \(found) (expected at most \(most)); give another --\(flag)"
    case .stepTooLarge(let sequences, let positions, let most):
      "a step of \(sequences) sequences of \(positions) tokens (expected at most \(most) tokens); "
        + "use a smaller --batch-size, --gradient-accumulation or --context-length"
    case .valueOutOfRange(let flag, let found, let expected):
      "--\(flag): \(found) (expected \(expected)); give another --\(flag)"
    case .warmupAfterDecay(let warmup, let decay):
      "--warmup-steps: \(warmup) is after the decay's end (expected at most --decay-steps \(decay)); "
        + "use a shorter warm-up or a later end"
    case .windowLongerThanContext(let positions, let contextLength):
      "window: \(positions) positions (expected 1 to the model's context length \(contextLength)); "
        + "use a shorter window"
    case .dataTooShort(let tokens, let positions):
      "context longer than the data: a window of \(positions) tokens and its targets take \(positions + 1) tokens, "
        + "but there are \(tokens); use a shorter --context-length or more data"
    case .nothingToPredict(let tokens):
      "evaluation: \(tokens) tokens (expected at least 2, one to predict from and one to predict); use more data"
    case .byteTableSize(let found, let vocabulary):
      "bytes per token: \(found) entries (expected \(vocabulary), one for each token of the model); "
        + "use the tokenizer that the model was trained with"
    case .diverged(let step, let loss, let gradientNorm):
      "diverged at step \(step): loss \(loss), gradient norm \(gradientNorm) (expected finite numbers); "
        + "resume from the last checkpoint with a lower --lr, a longer --warmup-steps or a smaller --clip"
    case .damagedState(let what):
      "training state: \(what); use another checkpoint"
    }
  }
}
