import StableHLO
import Transformer

/// The model's parameters as values of a graph, taken from a list in the order of ``ParameterGroup/all(of:)``.
struct ParameterValues {
  struct Block {
    let attentionNorm: Value?  // (D)
    let qkv: Value  // (3D, D)
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
    embedding = rest.removeFirst()
    blocks = (0..<configuration.layers).map { _ in
      let attentionNorm = isNormed ? rest.removeFirst() : nil
      let (qkv, attentionOutput) = (rest.removeFirst(), rest.removeFirst())
      let feedForwardNorm = isNormed ? rest.removeFirst() : nil
      return Block(
        attentionNorm: attentionNorm, qkv: qkv, attentionOutput: attentionOutput, feedForwardNorm: feedForwardNorm,
        gateUp: rest.removeFirst(), down: rest.removeFirst())
    }
    finalNorm = isNormed ? rest.removeFirst() : nil
    head = configuration.tieEmbeddings ? embedding : rest.removeFirst()
  }
}
