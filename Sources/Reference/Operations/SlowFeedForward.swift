import Platform

extension SlowOperations {
  /// out = silu(gate) · up, silu(x) = x · sigmoid(x).
  package static func swiglu<T: BinaryFloatingPoint>(gate: [T], up: [T]) -> [T] {
    zip(gate, up).map { $0 * sigmoid($0) * $1 }
  }

  /// dGate = dOut · up · silu′(gate), dUp = dOut · silu(gate).
  package static func swigluBackward<T: BinaryFloatingPoint>(
    dOut: [T], gate: [T], up: [T]
  ) -> (dGate: [T], dUp: [T]) {
    let dGate = gate.indices.map { dOut[$0] * up[$0] * siluSlope(gate[$0]) }
    let dUp = gate.indices.map { dOut[$0] * gate[$0] * sigmoid(gate[$0]) }
    return (dGate, dUp)
  }

  /// out = silu(x).
  package static func silu<T: BinaryFloatingPoint>(x: [T]) -> [T] { x.map { $0 * sigmoid($0) } }

  /// dx = dOut · silu′(x).
  package static func siluBackward<T: BinaryFloatingPoint>(dOut: [T], x: [T]) -> [T] {
    zip(dOut, x).map { $0 * siluSlope($1) }
  }

  /// out = relu(x)².
  package static func reluSquared<T: BinaryFloatingPoint>(x: [T]) -> [T] { x.map { $0 > 0 ? $0 * $0 : 0 } }

  /// dx = dOut · 2 relu(x).
  package static func reluSquaredBackward<T: BinaryFloatingPoint>(dOut: [T], x: [T]) -> [T] {
    zip(dOut, x).map { $1 > 0 ? 2 * $0 * $1 : 0 }
  }

  /// out = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
  package static func gelu<T: BinaryFloatingPoint>(x: [T]) -> [T] { x.map { $0 / 2 * (1 + T(geluTanh(Double($0)))) } }

  /// dx = dOut · (½ (1 + t) + ½ x (1 − t²) u′) with t = tanh(u).
  package static func geluBackward<T: BinaryFloatingPoint>(dOut: [T], x: [T]) -> [T] {
    zip(dOut, x).map { dOut, x in dOut * T(geluSlope(Double(x))) }
  }

  /// out = x Φ(x), Φ(x) = ½ (1 + erf(x / √2)).
  package static func geluErf<T: BinaryFloatingPoint>(x: [T]) -> [T] { x.map { $0 * T(normalShare(Double($0))) } }

  /// dx = dOut · (Φ(x) + x φ(x)), φ(x) = e^(−x²/2) / √(2π).
  package static func geluErfBackward<T: BinaryFloatingPoint>(dOut: [T], x: [T]) -> [T] {
    zip(dOut, x).map { dOut, x in dOut * T(geluErfSlope(Double(x))) }
  }

  private static func geluSlope(_ x: Double) -> Double {
    let t = geluTanh(x)
    let steepness: Double = (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
    return (1 + t) / 2 + x / 2 * (1 - t * t) * steepness
  }

  private static func geluErfSlope(_ x: Double) -> Double {
    let density: Double = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    return normalShare(x) + x * density
  }

  private static func normalShare(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

  private static func geluTanh(_ x: Double) -> Double {
    tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))
  }

  /// silu′(x) = σ + x·σ·(1 − σ) with σ = sigmoid(x).
  private static func siluSlope<T: BinaryFloatingPoint>(_ x: T) -> T {
    sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x))
  }
}
