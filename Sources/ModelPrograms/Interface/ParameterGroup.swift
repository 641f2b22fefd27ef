import StableHLO
import Transformer

/// Tensors of the model that are one argument of a program: one tensor, or the linear layers of the same input, which
/// `ParameterLayout` puts one right after another. A group's floats are a range of a buffer of that layout, so that they
/// go to a device and come back with one copy, and a checkpoint's tensors with them.
package struct ParameterGroup: Sendable, Equatable {
  /// The tensor's name; of several, `layers.0.attn.qkv_proj.weight` or `layers.0.ffn.w1_w3.weight`.
  package let name: String
  /// (outputs, inputs), or (width) for a gain, (1) for a number.
  package let shape: [Int]
  /// Its floats in a buffer of the layout.
  package let range: Range<Int>
  /// What it consists of, in order.
  package let tensors: [ParameterTensor]

  package var type: TensorType { TensorType(shape, .f32) }

  /// What its tensors are in the model, all alike.
  package var role: ParameterTensor.Role { tensors[0].role }

  /// The rows of each of its tensors.
  var rows: [Range<Int>] {
    var end = 0
    return tensors.map { tensor in
      defer { end += tensor.shape[0] }
      return end..<end + tensor.shape[0]
    }
  }

  /// All groups of a model in the layout's order.
  package static func all(of configuration: ModelConfiguration) -> [ParameterGroup] {
    let layout = ParameterLayout(configuration)
    var starts = Set([layout.outer.embedding, layout.outer.head])
    starts.formUnion((layout.outer.finalNorm?.all ?? []) + [layout.outer.positions].compactMap { $0 })
    var joined: [Int: String] = [:]
    for (index, block) in layout.blocks.enumerated() {
      starts.formUnion([block.qkv, block.attentionOutput, block.gateUp, block.down])
      starts.formUnion([block.attentionNorm, block.feedForwardNorm].flatMap { $0?.all ?? [] })
      starts.formUnion([block.embeddingResidual, block.valueResidual].compactMap { $0 })
      starts.formUnion(block.biases.all)
      starts.formUnion(block.headNorms.map { [$0.query, $0.key] } ?? [])
      joined[block.qkv] = "layers.\(index).attn.qkv_proj.weight"
      joined[block.gateUp] = "layers.\(index).ffn.w1_w3.weight"
    }
    var groups: [[ParameterTensor]] = []
    for tensor in layout.tensors {
      if starts.contains(tensor.offset) { groups.append([tensor]) } else { groups[groups.count - 1].append(tensor) }
    }
    return groups.map { tensors in
      let first = tensors[0]
      let shape = [tensors.reduce(0) { $0 + $1.shape[0] }] + first.shape.dropFirst()
      return ParameterGroup(
        name: tensors.count == 1 ? first.name : joined[first.offset] ?? first.name, shape: shape,
        range: first.offset..<first.offset + shape.reduce(1, *), tensors: tensors)
    }
  }
}
