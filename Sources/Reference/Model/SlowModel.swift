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
    package var isGated = true
    package var isTied = false

    package init(vocabulary: Int, width: Int, layers: Int, heads: Int, feedForwardWidth: Int) {
      self.vocabulary = vocabulary
      self.width = width
      self.layers = layers
      self.heads = heads
      self.feedForwardWidth = feedForwardWidth
    }
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
    ).values
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
      headWidth: model.shape.width / model.shape.heads)
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
      hidden(inputs), head, targets: targets, width: shape.width, vocabulary: shape.vocabulary)
  }

  func hidden(_ inputs: [UInt32]) -> Value {
    var x = tape.embedding(
      parameter("token_embeddings.weight"), ids: inputs, width: shape.width, vocabulary: shape.vocabulary)
    for index in 0..<shape.layers {
      let prefix = "layers.\(index)."
      switch shape.norm {
      case .pre:
        x = tape.add(x, attend(norm(x, prefix + "ln1"), prefix + "attn."))
        x = tape.add(x, feedForward(norm(x, prefix + "ln2"), prefix + "ffn."))
      case .post:
        x = norm(tape.add(x, attend(x, prefix + "attn.")), prefix + "ln1")
        x = norm(tape.add(x, feedForward(x, prefix + "ffn.")), prefix + "ln2")
      case .none:
        x = tape.add(x, attend(x, prefix + "attn."))
        x = tape.add(x, feedForward(x, prefix + "ffn."))
      }
    }
    return shape.norm == .none ? x : norm(x, "ln_final")
  }

  private func norm(_ x: Value, _ name: String) -> Value {
    tape.rmsNorm(
      x, gain: parameter(name + ".weight"), rows: rows, width: shape.width, epsilon: T(shape.normEpsilon))
  }

  private func attend(_ x: Value, _ prefix: String) -> Value {
    func projected(_ x: Value, _ name: String) -> Value {
      tape.linear(
        x, parameter(prefix + name + "_proj.weight"), rows: rows, inputs: shape.width, outputs: shape.width)
    }
    func rotated(_ x: Value) -> Value {
      shape.rotates ? tape.rope(x, attention, theta: T(shape.ropeTheta)) : x
    }
    let (q, k, v) = (rotated(projected(x, "q")), rotated(projected(x, "k")), projected(x, "v"))
    return projected(tape.attention(q: q, k: k, v: v, attention), "output")
  }

  private func feedForward(_ x: Value, _ prefix: String) -> Value {
    let (d, f) = (shape.width, shape.feedForwardWidth)
    let gate = tape.linear(x, parameter(prefix + "w1.weight"), rows: rows, inputs: d, outputs: f)
    let inner =
      shape.isGated
      ? tape.swiglu(
        gate: gate, up: tape.linear(x, parameter(prefix + "w3.weight"), rows: rows, inputs: d, outputs: f))
      : tape.silu(gate)
    return tape.linear(inner, parameter(prefix + "w2.weight"), rows: rows, inputs: f, outputs: d)
  }
}
