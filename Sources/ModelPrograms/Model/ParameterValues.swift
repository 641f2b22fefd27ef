import StableHLO
import Transformer

/// The model's parameters as values of a graph, taken from a list in the order of ``ParameterGroup/all(of:)``.
struct ParameterValues {
  struct Block {
    let embeddingResidual: Value?  // (1)
    let attentionNorm: NormPlaces<Value>?
    let qkv: Value  // (queries' and 2 keys' widths, D)
    let biases: BlockBiases<Value>
    let headGains: (query: Value, key: Value)?  // (K)
    let valueResidual: Value?  // (1)
    let attentionOutput: Value  // (D, queries' width)
    let feedForwardNorm: NormPlaces<Value>?
    let gateUp: Value  // (2F, D), or (F, D) without a gate
    let down: Value  // (D, F)
  }

  let embedding: Value  // (V, D)
  let positions: Value?  // (C, D), where they are learnt
  let blocks: [Block]
  let finalNorm: NormPlaces<Value>?
  let head: Value  // (V, D); the embedding when tied

  init(_ values: [Value], _ configuration: ModelConfiguration) {
    let (isNormed, biases) = (configuration.norm != .none, configuration.biases)
    let isGated = configuration.feedForward == .swiglu
    var rest = values[...]
    func next(if isThere: Bool = true) -> Value? { isThere ? rest.removeFirst() : nil }
    func norm() -> NormPlaces<Value>? {
      next(if: isNormed).map { NormPlaces(gain: $0, bias: next(if: configuration.normKind == .layer)) }
    }
    embedding = rest.removeFirst()
    positions = next(if: configuration.position == .learned)
    blocks = (0..<configuration.layers).map { index in
      // As the layout orders them.
      let embeddingResidual = next(if: configuration.embeddingResidual && index > 0)
      let (attentionNorm, qkv) = (norm(), rest.removeFirst())
      var added = BlockBiases<Value>()
      added.query = next(if: biases.contains(.qkv))
      added.key = next(if: biases.contains(.qkv))
      added.value = next(if: biases.contains(.qkv))
      let headGains = configuration.normsHeads ? (rest.removeFirst(), rest.removeFirst()) : nil
      let valueResidual = next(if: configuration.valueResidual && index > 0)
      let attentionOutput = rest.removeFirst()
      added.output = next(if: biases.contains(.attentionOutput))
      let (feedForwardNorm, gateUp) = (norm(), rest.removeFirst())
      added.gate = next(if: biases.contains(.feedForward))
      added.up = next(if: biases.contains(.feedForward) && isGated)
      let down = rest.removeFirst()
      added.down = next(if: biases.contains(.feedForward))
      return Block(
        embeddingResidual: embeddingResidual, attentionNorm: attentionNorm, qkv: qkv, biases: added,
        headGains: headGains, valueResidual: valueResidual, attentionOutput: attentionOutput,
        feedForwardNorm: feedForwardNorm, gateUp: gateUp, down: down)
    }
    finalNorm = norm()
    head = configuration.tieEmbeddings ? embedding : rest.removeFirst()
  }
}
