/// The language model in its most obvious form: arrays, one operation a line, any floating-point type.
///
/// In `Double` it is the oracle for the fast model's logits, loss and gradients, whatever the ablation.
package struct SlowModel<T: BinaryFloatingPoint> {
  /// What decides the computation; the names are those of the fast model's configuration.
  package struct Shape: Sendable {
    package var vocabulary, width, layers, heads, feedForwardWidth: Int
    package var ropeTheta = 10_000.0
    package var normEpsilon = 1e-5
    package var norm = Norm.pre
    package var rotates = true
    /// Radians by which a position turns each pair of a head, where they are not those of the base.
    package var frequencies: [Double]?
    /// Whether each position has a learnt vector.
    package var learnsPositions = false
    /// Whether norms take the mean away and have a bias.
    package var centers = false
    package var activation = Activation.swiglu
    package var isTied = false
    /// Heads of keys and values; nil for as many as of queries.
    package var keyValueHeads: Int?
    /// Width of a head; nil for the width divided by the heads.
    package var headWidth: Int?
    package var window: Int?
    package var normsHeads = false
    package var logitCap: Double?
    package var mixesFirstValues = false
    package var mixesEmbedding = false

    package init(vocabulary: Int, width: Int, layers: Int, heads: Int, feedForwardWidth: Int) {
      self.vocabulary = vocabulary
      self.width = width
      self.layers = layers
      self.heads = heads
      self.feedForwardWidth = feedForwardWidth
    }
  }

  /// The feed-forward layer's form.
  package enum Activation: String, Sendable {
    case swiglu, silu, relu2, gelu
    case geluErf = "gelu-erf"
  }

  /// Where a block normalises.
  package enum Norm: String, Sendable {
    case pre, post, none
  }

  package let shape: Shape
  /// Values by CS336's names.
  package var parameters: [String: [T]]

  package init(shape: Shape, parameters: [String: [T]]) {
    self.shape = shape
    self.parameters = parameters
  }

  /// Logits (B·T, V) of tokens (B, T).
  package func logits(inputs: [UInt32], batch: Int) -> [T] {
    let pass = SlowPass(self, batch: batch, positions: inputs.count / batch)
    let hidden = pass.hidden(inputs)
    return pass.tape.linear(
      hidden, pass.head, rows: inputs.count, inputs: shape.width, outputs: shape.vocabulary
    ).values.map { SlowOperations.softcap($0, cap: shape.logitCap.map { T($0) }) }
  }

  /// Mean loss in nats of tokens (B, T) with targets (B, T).
  package func loss(inputs: [UInt32], targets: [UInt32], batch: Int) -> T {
    let pass = SlowPass(self, batch: batch, positions: inputs.count / batch)
    return pass.loss(inputs, targets).values[0]
  }

  /// The mean loss and its gradient for every parameter.
  package func gradients(inputs: [UInt32], targets: [UInt32], batch: Int) -> (loss: T, gradients: [String: [T]]) {
    let pass = SlowPass(self, batch: batch, positions: inputs.count / batch)
    let loss = pass.loss(inputs, targets)
    loss.gradient = [1]
    pass.tape.backward()
    return (loss.values[0], pass.parameters.mapValues(\.gradient))
  }
}

/// One pass of a `SlowModel` over a batch.
private struct SlowPass<T: BinaryFloatingPoint> {
  typealias Value = SlowTape<T>.Value

  let tape = SlowTape<T>()
  let shape: SlowModel<T>.Shape
  let attention: AttentionShape
  let parameters: [String: Value]

  init(_ model: SlowModel<T>, batch: Int, positions: Int) {
    shape = model.shape
    attention = AttentionShape(
      batch: batch, positions: positions, heads: model.shape.heads,
      headWidth: model.shape.headWidth ?? model.shape.width / model.shape.heads,
      keyValueHeads: model.shape.keyValueHeads,
      window: model.shape.window)
    parameters = model.parameters.mapValues { SlowTape<T>.Value($0) }
  }

  private var rows: Int { attention.batch * attention.positions }

  private func parameter(_ name: String) -> Value {
    guard let value = parameters[name] else { preconditionFailure("SlowModel: no parameter \(name)") }
    return value
  }

  var head: Value { parameter(shape.isTied ? "token_embeddings.weight" : "lm_head.weight") }

  func loss(_ inputs: [UInt32], _ targets: [UInt32]) -> Value {
    tape.meanCrossEntropy(
      hidden(inputs), head, targets: targets, width: shape.width, vocabulary: shape.vocabulary,
      cap: shape.logitCap.map { T($0) })
  }

  func hidden(_ inputs: [UInt32]) -> Value {
    var embedded = tape.embedding(
      parameter("token_embeddings.weight"), ids: inputs, width: shape.width, vocabulary: shape.vocabulary)
    if shape.learnsPositions {
      let table = parameter("position_embeddings.weight")
      let positions = inputs.indices.map { UInt32($0 % attention.positions) }
      let vectors = tape.embedding(
        table, ids: positions, width: shape.width, vocabulary: table.values.count / shape.width)
      embedded = tape.add(embedded, vectors)
    }
    var x = embedded
    var firstValues: Value?
    for index in 0..<shape.layers {
      let prefix = "layers.\(index)."
      if shape.mixesEmbedding, index > 0 {
        x = tape.addScaled(x, embedded, by: parameter(prefix + "embedding_residual"))
      }
      switch shape.norm {
      case .pre:
        x = tape.add(x, attend(norm(x, prefix + "ln1"), prefix + "attn.", &firstValues))
        x = tape.add(x, feedForward(norm(x, prefix + "ln2"), prefix + "ffn."))
      case .post:
        x = norm(tape.add(x, attend(x, prefix + "attn.", &firstValues)), prefix + "ln1")
        x = norm(tape.add(x, feedForward(x, prefix + "ffn.")), prefix + "ln2")
      case .none:
        x = tape.add(x, attend(x, prefix + "attn.", &firstValues))
        x = tape.add(x, feedForward(x, prefix + "ffn."))
      }
    }
    return shape.norm == .none ? x : norm(x, "ln_final")
  }

  /// x times a layer's weight, plus its bias if the model has one.
  private func linear(_ x: Value, _ name: String, inputs: Int, outputs: Int) -> Value {
    let y = tape.linear(x, parameter(name + ".weight"), rows: rows, inputs: inputs, outputs: outputs)
    return parameters[name + ".bias"].map { tape.addBias(y, $0) } ?? y
  }

  private func norm(_ x: Value, _ name: String) -> Value {
    let (gain, epsilon) = (parameter(name + ".weight"), T(shape.normEpsilon))
    return shape.centers
      ? tape.layerNorm(
        x, gain: gain, bias: parameter(name + ".bias"), rows: rows, width: shape.width, epsilon: epsilon)
      : tape.rmsNorm(x, gain: gain, rows: rows, width: shape.width, epsilon: epsilon)
  }

  /// `firstValues` are those of the first block, which leaves them there.
  private func attend(_ x: Value, _ prefix: String, _ firstValues: inout Value?) -> Value {
    let (heads, shared) = (attention.heads, attention.keyValueHeads)
    func projected(_ name: String, heads: Int) -> Value {
      linear(x, prefix + name + "_proj", inputs: shape.width, outputs: heads * attention.headWidth)
    }
    func placed(_ x: Value, _ name: String, heads: Int) -> Value {
      let normed =
        shape.normsHeads
        ? tape.rmsNorm(
          x, gain: parameter(prefix + name + "_norm.weight"), rows: rows * heads, width: attention.headWidth,
          epsilon: T(shape.normEpsilon)) : x
      return shape.rotates
        ? tape.rope(normed, attention, heads: heads, theta: T(shape.ropeTheta), frequencies: shape.frequencies) : normed
    }
    var v = projected("v", heads: shared)
    if shape.mixesFirstValues {
      if let first = firstValues { v = tape.lerp(v, toward: first, by: parameter(prefix + "value_residual")) }
      firstValues = firstValues ?? v
    }
    let q = placed(projected("q", heads: heads), "q", heads: heads)
    let k = placed(projected("k", heads: shared), "k", heads: shared)
    return linear(
      tape.attention(q: q, k: k, v: v, attention), prefix + "output_proj", inputs: heads * attention.headWidth,
      outputs: shape.width)
  }

  private func feedForward(_ x: Value, _ prefix: String) -> Value {
    let (d, f) = (shape.width, shape.feedForwardWidth)
    func inner(_ name: String) -> Value {
      linear(x, prefix + name, inputs: d, outputs: f)
    }
    let activated =
      switch shape.activation {
      case .swiglu: tape.swiglu(gate: inner("w1"), up: inner("w3"))
      case .silu: tape.silu(inner("w1"))
      case .relu2: tape.reluSquared(inner("w1"))
      case .gelu: tape.gelu(inner("w1"))
      case .geluErf: tape.geluErf(inner("w1"))
      }
    return linear(activated, prefix + "w2", inputs: f, outputs: d)
  }
}
