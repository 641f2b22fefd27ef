/// A record of array operations that can be run backward: each operation, when it is used, notes how its inputs'
/// gradients follow from its output's.
///
/// So a model is written forward only, and its gradient needs no derivation beyond those of the single operations.
package final class SlowTape<T: BinaryFloatingPoint> {
  /// An array and the gradient of the result with respect to it.
  package final class Value {
    package let values: [T]
    package var gradient: [T]

    init(_ values: [T]) {
      self.values = values
      gradient = [T](repeating: 0, count: values.count)
    }

    func add(_ more: [T]) {
      for i in more.indices { gradient[i] += more[i] }
    }
  }

  private var steps: [() -> Void] = []

  package init() {}

  /// An input or parameter.
  package func value(_ values: [T]) -> Value { Value(values) }

  /// Runs every operation backward, the last first, from the gradient set on the result.
  package func backward() {
    for step in steps.reversed() { step() }
  }

  private func record(_ values: [T], _ backward: @escaping (_ dOut: [T]) -> Void) -> Value {
    let out = Value(values)
    steps.append { backward(out.gradient) }
    return out
  }

  // MARK: Operations, shapes as in SlowOperations

  func embedding(_ weight: Value, ids: [UInt32], width: Int, vocabulary: Int) -> Value {
    record(SlowOperations.embedding(weight: weight.values, ids: ids, width: width)) { dOut in
      weight.add(SlowOperations.embeddingBackward(dOut: dOut, ids: ids, width: width, vocabulary: vocabulary))
    }
  }

  func linear(_ x: Value, _ weight: Value, rows: Int, inputs: Int, outputs: Int) -> Value {
    let y = SlowOperations.linear(x: x.values, weight: weight.values, rows: rows, inputs: inputs, outputs: outputs)
    return record(y) { dy in
      x.add(
        SlowOperations.linearBackwardInput(
          dy: dy, weight: weight.values, rows: rows, inputs: inputs, outputs: outputs))
      weight.add(
        SlowOperations.linearBackwardWeight(dy: dy, x: x.values, rows: rows, inputs: inputs, outputs: outputs))
    }
  }

  /// Each row of x (rows, width) plus a vector (width).
  func addBias(_ x: Value, _ bias: Value) -> Value {
    let width = bias.values.count
    return record(x.values.indices.map { x.values[$0] + bias.values[$0 % width] }) { dOut in
      x.add(dOut)
      var sums = [T](repeating: 0, count: width)
      for i in dOut.indices { sums[i % width] += dOut[i] }
      bias.add(sums)
    }
  }

  func add(_ a: Value, _ b: Value) -> Value {
    record(zip(a.values, b.values).map { $0 + $1 }) { dOut in
      a.add(dOut)
      b.add(dOut)
    }
  }

  func rmsNorm(_ x: Value, gain: Value, rows: Int, width: Int, epsilon: T) -> Value {
    let (out, inverseRMS) = SlowOperations.rmsNorm(
      x: x.values, gain: gain.values, rows: rows, width: width, epsilon: epsilon)
    return record(out) { dOut in
      let (dx, dGain) = SlowOperations.rmsNormBackward(
        dOut: dOut, x: x.values, gain: gain.values, inverseRMS: inverseRMS, rows: rows, width: width)
      x.add(dx)
      gain.add(dGain)
    }
  }

  func layerNorm(_ x: Value, gain: Value, bias: Value, rows: Int, width: Int, epsilon: T) -> Value {
    let (out, inverseDeviation) = SlowOperations.layerNorm(
      x: x.values, gain: gain.values, bias: bias.values, rows: rows, width: width, epsilon: epsilon)
    return record(out) { dOut in
      let (dx, dGain, dBias) = SlowOperations.layerNormBackward(
        dOut: dOut, x: x.values, gain: gain.values, inverseDeviation: inverseDeviation, rows: rows, width: width)
      x.add(dx)
      gain.add(dGain)
      bias.add(dBias)
    }
  }

  func rope(_ x: Value, _ shape: AttentionShape, heads: Int, theta: T, frequencies: [Double]? = nil) -> Value {
    func turned(_ values: [T], _ direction: T) -> [T] {
      SlowOperations.rope(
        x: values, rows: shape.batch * shape.positions, positions: shape.positions, firstPosition: 0,
        heads: heads, headWidth: shape.headWidth, theta: theta, direction: direction, frequencies: frequencies)
    }
    return record(turned(x.values, 1)) { dOut in x.add(turned(dOut, -1)) }
  }

  func attention(q: Value, k: Value, v: Value, _ shape: AttentionShape) -> Value {
    let (out, _) = SlowOperations.attention(q: q.values, k: k.values, v: v.values, shape: shape)
    return record(out) { dOut in
      let (dq, dk, dv) = SlowOperations.attentionBackward(
        dOut: dOut, q: q.values, k: k.values, v: v.values, shape: shape)
      q.add(dq)
      k.add(dk)
      v.add(dv)
    }
  }

  func swiglu(gate: Value, up: Value) -> Value {
    record(SlowOperations.swiglu(gate: gate.values, up: up.values)) { dOut in
      let (dGate, dUp) = SlowOperations.swigluBackward(dOut: dOut, gate: gate.values, up: up.values)
      gate.add(dGate)
      up.add(dUp)
    }
  }

  func geluErf(_ x: Value) -> Value {
    record(SlowOperations.geluErf(x: x.values)) { dOut in
      x.add(SlowOperations.geluErfBackward(dOut: dOut, x: x.values))
    }
  }

  func gelu(_ x: Value) -> Value {
    record(SlowOperations.gelu(x: x.values)) { dOut in x.add(SlowOperations.geluBackward(dOut: dOut, x: x.values)) }
  }

  func reluSquared(_ x: Value) -> Value {
    record(SlowOperations.reluSquared(x: x.values)) { dOut in
      x.add(SlowOperations.reluSquaredBackward(dOut: dOut, x: x.values))
    }
  }

  /// x + by · (y − x); `by` is one number.
  func lerp(_ x: Value, toward y: Value, by: Value) -> Value {
    let share = by.values[0]
    return record(zip(x.values, y.values).map { $0 + share * ($1 - $0) }) { dOut in
      x.add(dOut.map { $0 * (1 - share) })
      y.add(dOut.map { $0 * share })
      by.add([dOut.indices.reduce(0) { $0 + dOut[$1] * (y.values[$1] - x.values[$1]) }])
    }
  }

  /// x + by · y; `by` is one number.
  func addScaled(_ x: Value, _ y: Value, by: Value) -> Value {
    let factor = by.values[0]
    return record(zip(x.values, y.values).map { $0 + factor * $1 }) { dOut in
      x.add(dOut)
      y.add(dOut.map { $0 * factor })
      by.add([dOut.indices.reduce(0) { $0 + dOut[$1] * y.values[$1] }])
    }
  }

  func silu(_ x: Value) -> Value {
    record(SlowOperations.silu(x: x.values)) { dOut in
      x.add(SlowOperations.siluBackward(dOut: dOut, x: x.values))
    }
  }

  /// Mean of −log p(target) over all rows: one number.
  func meanCrossEntropy(
    _ hidden: Value, _ weight: Value, targets: [UInt32], width: Int, vocabulary: Int, cap: T?
  ) -> Value {
    let losses = SlowOperations.crossEntropy(
      hidden: hidden.values, weight: weight.values, targets: targets, width: width, vocabulary: vocabulary, cap: cap)
    let asked = T(max(1, targets.count { $0 != .max }))
    return record([losses.reduce(0, +) / asked]) { dOut in
      let (dHidden, dWeight) = SlowOperations.crossEntropyBackward(
        hidden: hidden.values, weight: weight.values, targets: targets, width: width, vocabulary: vocabulary,
        scale: dOut[0] / asked, cap: cap)
      hidden.add(dHidden)
      weight.add(dWeight)
    }
  }
}
