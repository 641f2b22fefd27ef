import Platform

/// How well a model predicts one document.
package struct DocumentLoss: Sendable, Equatable {
  /// Its place in the split, from 0.
  package let index: Int
  /// Tokens predicted.
  package internal(set) var tokens = 0
  /// Bytes of text that they stand for.
  package internal(set) var bytes = 0
  /// Σ −log p in nats over all of them.
  package internal(set) var totalLoss = 0.0
  /// Σ −log p in nats over those that stand for bytes.
  package internal(set) var lossOverBytes = 0.0

  /// Nothing predicted yet.
  init(index: Int) { self.index = index }

  /// Nats per token; nil where nothing was predicted.
  package var meanLoss: Double? { tokens > 0 ? totalLoss / Double(tokens) : nil }
  /// Bits per byte of text; nil where no token stands for text.
  package var bitsPerByte: Double? { bytes > 0 ? lossOverBytes / (log(2) * Double(bytes)) : nil }

  /// Adds the losses of some of its tokens, in order.
  mutating func add(_ losses: [Float], of targets: ArraySlice<UInt32>, tokenBytes: [Int]) {
    for (loss, target) in zip(losses, targets) {
      tokens += 1
      totalLoss += Double(loss)
      let size = tokenBytes[Int(target)]
      guard size > 0 else { continue }
      bytes += size
      lossOverBytes += Double(loss)
    }
  }
}
