import StableHLO
import Transformer

/// The model's parameters as values of a graph, taken from a list in the order of ``ParameterGroup/all(of:)``.
struct ParameterValues {
  struct Block {
    let embeddingResidual: Value?  // (1)
    let attentionNorm: Value?  // (D)
    let qkv: Value  // (D + 2 keys' widths, D)
    let headGains: (query: Value, key: Value)?  // (K)
    let valueResidual: Value?  // (1)
    let attentionOutput: Value  // (D, D)
    let feedForwardNorm: Value?  // (D)
    let gateUp: Value  // (2F, D), or (F, D) without a gate
    let down: Value  // (D, F)
  }

  let embedding: Value  // (V, D)
  let blocks: [Block]
  let finalNorm: Value?  // (D)
  let head: Value  // (V, D); the embedding when tied

  init(_ values: [Value], _ configuration: ModelConfiguration) {
    let isNormed = configuration.norm != .none
    var rest = values[...]
    func next(if isThere: Bool = true) -> Value? { isThere ? rest.removeFirst() : nil }
    embedding = rest.removeFirst()
    blocks = (0..<configuration.layers).map { index in
      // As the layout orders them.
      Block(
        embeddingResidual: next(if: configuration.embeddingResidual && index > 0), attentionNorm: next(if: isNormed),
        qkv: rest.removeFirst(), headGains: configuration.normsHeads ? (rest.removeFirst(), rest.removeFirst()) : nil,
        valueResidual: next(if: configuration.valueResidual && index > 0), attentionOutput: rest.removeFirst(),
        feedForwardNorm: next(if: isNormed), gateUp: rest.removeFirst(), down: rest.removeFirst())
    }
    finalNorm = next(if: isNormed)
    head = configuration.tieEmbeddings ? embedding : rest.removeFirst()
  }
}
