import Messages
import Transformer

/// What gives the loss of each token of a batch.
package protocol LossComputing: AnyObject {
  /// V: tokens of the model.
  var vocabulary: Int { get }

  /// (R) losses in nats of inputs and targets (B, T), forward only; valid until the next call.
  ///
  /// - Throws: `ModelError` if the batch does not fit or holds an id outside the vocabulary
  func losses(
    inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape
  ) throws -> UnsafeBufferPointer<Float>
}

/// A model and the memory of its passes.
private final class ModelLosses: LossComputing {
  private let model: LanguageModel
  private let activations: Activations

  init(model: LanguageModel, activations: Activations) {
    (self.model, self.activations) = (model, activations)
  }

  var vocabulary: Int { model.configuration.vocabulary }

  func losses(
    inputs: UnsafePointer<UInt32>, targets: UnsafePointer<UInt32>, shape: BatchShape
  ) throws -> UnsafeBufferPointer<Float> {
    try model.losses(inputs: inputs, targets: targets, shape: shape, activations: activations)
  }
}

/// Measures a model on a whole text, the same way every time: consecutive windows that do not overlap, each token
/// but the first predicted exactly once, from at most the tokens of its own window. The last window is shorter.
package struct Evaluator {
  private let computer: any LossComputing
  private let shape: BatchShape

  /// Takes `batchSize` windows of `positions` tokens in one pass; nil means the model's context length.
  ///
  /// - Throws: ``TrainingError`` if either makes no sense, `ModelError` if this machine's memory is too small.
  package init(model: LanguageModel, batchSize: Int, positions: Int? = nil) throws {
    let contextLength = model.configuration.contextLength
    let positions = positions ?? contextLength
    guard batchSize >= 1 else {
      throw TrainingError.countTooSmall(field: "batchSize", found: batchSize, least: 1)
    }
    guard positions >= 1, positions <= contextLength else {
      throw TrainingError.windowLongerThanContext(positions: positions, contextLength: contextLength)
    }
    let shape = BatchShape(batch: batchSize, positions: positions)
    try MemoryLimit.check(
      "evaluation with \(field: "batchSize") \(batchSize)",
      floats: ActivationPlan.floatsAtMost(model.configuration, shape: shape, purpose: .evaluation))
    let plan = ActivationPlan(model.configuration, shape: shape, purpose: .evaluation)
    self.init(ModelLosses(model: model, activations: Activations(plan)), shape: shape)
  }

  /// Evaluates in passes of up to `shape`, which the computer has memory for.
  package init(_ computer: any LossComputing, shape: BatchShape) {
    self.computer = computer
    self.shape = shape
  }

  /// Predicts every token of a source but the first; of a source with marked prompts, those of completions.
  ///
  /// - Parameters:
  ///   - source: the text
  ///   - maxTokens: predicts at most this many tokens, from the start; nil means all
  ///   - tokenBytes: bytes that each token stands for, 0 for special tokens; nil for no bits per byte
  ///   - progress: called after each pass with the tokens done; may throw to stop
  /// - Returns: sums and means over all tokens predicted.
  /// - Throws: ``TrainingError`` if there is nothing to predict or the table does not fit the vocabulary,
  ///   `ModelError` for a token outside the vocabulary, and what the source or `progress` throws.
  package func evaluate(
    _ source: any TokenSource, maxTokens: Int? = nil, tokenBytes: [Int]? = nil,
    progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws -> EvaluationResult {
    let vocabulary = computer.vocabulary
    if let tokenBytes, tokenBytes.count != vocabulary {
      throw TrainingError.byteTableSize(found: tokenBytes.count, vocabulary: vocabulary)
    }
    let total = min(source.tokenCount - 1, maxTokens ?? Int.max)
    guard total > 0 else { throw TrainingError.nothingToPredict(tokens: source.tokenCount) }
    var result = EvaluationResult()
    if tokenBytes != nil { result.bytes = 0 }
    var batch = TokenBatch(capacity: shape)
    var done = 0
    while done < total {
      let pass = nextPass(remaining: total - done)
      try batch.fill(pass, from: source) { done + $0 * pass.positions }
      try batch.withPointers { inputs, targets in
        let losses = try computer.losses(inputs: inputs, targets: targets, shape: pass)
        result.add(losses, targets: targets, tokenBytes: tokenBytes)
      }
      done += pass.rows
      try progress(done, total)
    }
    guard result.tokens > 0 else { throw TrainingError.nothingAsked(tokens: total) }
    return result
  }

  /// As many whole windows as fit in a pass, or else the shorter last one.
  private func nextPass(remaining: Int) -> BatchShape {
    let whole = min(shape.batch, remaining / shape.positions)
    return whole > 0
      ? BatchShape(batch: whole, positions: shape.positions) : BatchShape(batch: 1, positions: remaining)
  }
}
