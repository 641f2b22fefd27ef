import Kernels
import Transformer

/// Matrices with two factors of low rank each, and their products, on whoever computes.
struct LowRankMatrices {
  /// W (O, I) of each, where the model has it.
  let tensors: [ParameterTensor]
  /// W as it was, A (R, I) and B (O, R): one after another in buffers of their own.
  let base, a, b: [ParameterTensor]
  /// Floats of these buffers.
  let counts: (base: Int, a: Int, b: Int)
  /// R.
  let rank: Int
  /// Floats of the largest matrix.
  let largest: Int

  init(_ tensors: [ParameterTensor], rank: Int) {
    self.tensors = tensors
    self.rank = rank
    (base, counts.base) = tensors.packed
    (a, counts.a) = tensors.map { $0.shaped([rank, $0.shape[1]]) }.packed
    (b, counts.b) = tensors.map { $0.shaped([$0.shape[0], rank]) }.packed
    largest = tensors.map(\.count).max() ?? 0
  }

  /// Floats that a step keeps: W as it was and a product; A and B, their gradients and both moments of each.
  var buffers: [Int] { [counts.base, largest] + [counts.a, counts.b].flatMap { [$0, $0, $0, $0] } }

  /// dA (R, I) = Bᵀ · dW and dB (O, R) = dW · Aᵀ of a matrix, apart from the scale.
  func differentiate(
    _ index: Int, dA: UnsafeMutablePointer<Float>, dB: UnsafeMutablePointer<Float>, dW: UnsafePointer<Float>,
    a: UnsafePointer<Float>, b: UnsafePointer<Float>, _ operations: any Operations
  ) {
    let (outputs, inputs) = (tensors[index].shape[0], tensors[index].shape[1])
    operations.zero(x: dA, count: rank * inputs)
    operations.linearBackwardWeights(
      [WeightGradient(dA, dy: b, x: dW, inputs: inputs, outputs: rank)], rows: outputs, groups: 1)
    operations.linearForward(
      y: dB, x: dW, weight: WeightMatrix(floats: a, outputs: rank, inputs: inputs), rows: outputs, addend: nil,
      isBatchInvariant: false)
  }

  /// out (O, I) = B · A of a matrix.
  func multiply(
    _ index: Int, out: UnsafeMutablePointer<Float>, a: UnsafePointer<Float>, b: UnsafePointer<Float>,
    _ operations: any Operations
  ) {
    let (outputs, inputs) = (tensors[index].shape[0], tensors[index].shape[1])
    operations.linearBackwardInput(
      dx: out, dy: b, weight: WeightMatrix(floats: a, outputs: rank, inputs: inputs), rows: outputs, accumulate: false)
  }

  /// Counts what a step borrows.
  func count(_ estimate: WorkspaceEstimate) {
    let nowhere = FloatBuffer(withoutMemoryFor: largest).pointer
    for index in tensors.indices {
      differentiate(index, dA: nowhere, dB: nowhere, dW: nowhere, a: nowhere, b: nowhere, estimate)
      multiply(index, out: nowhere, a: nowhere, b: nowhere, estimate)
    }
  }
}
