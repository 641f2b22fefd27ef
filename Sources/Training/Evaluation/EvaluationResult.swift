import Kernels
import Platform

/// How well a model predicts a text.
package struct EvaluationResult: Sendable, Equatable {
  /// Tokens predicted: all, or those of completions.
  package internal(set) var tokens = 0
  /// Σ −log p in nats over all of them.
  package internal(set) var totalLoss = 0.0
  /// Bytes of text that the tokens stand for; nil if it was not asked for. Special tokens stand for none.
  package internal(set) var bytes: Int?
  /// Σ −log p in nats over the tokens that stand for bytes.
  package internal(set) var lossOverBytes = 0.0

  /// Nats per token.
  package var meanLoss: Double { totalLoss / Double(tokens) }
  /// e to the mean loss.
  package var perplexity: Double { exp(meanLoss) }
  /// Bits per byte of text, which compares models with different tokenizers; nil without bytes.
  package var bitsPerByte: Double? {
    guard let bytes, bytes > 0 else { return nil }
    return lossOverBytes / (log(2) * Double(bytes))
  }

  /// Adds the losses of `targets`, in order, but for those that are ignored.
  mutating func add(
    _ losses: UnsafeBufferPointer<Float>, targets: UnsafePointer<UInt32>, tokenBytes: [Int]?
  ) {
    for (index, loss) in losses.enumerated() where targets[index] != ignoredTarget {
      tokens += 1
      totalLoss += Double(loss)
      if let size = tokenBytes?[Int(targets[index])], size > 0 {
        bytes = (bytes ?? 0) + size
        lossOverBytes += Double(loss)
      }
    }
  }
}
