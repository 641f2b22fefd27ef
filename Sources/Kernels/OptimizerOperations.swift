/// The operations that optimizers are written over; the rules are those of ``Operations``.
package protocol OptimizerOperations {
  /// Σ x², accumulated in double precision over fixed blocks.
  func sumOfSquares(x: UnsafePointer<Float>, count: Int) -> Double

  /// One AdamW step over `count` parameters, in place, as PyTorch's `torch.optim.AdamW`:
  /// the gradient is first multiplied by `gradientScale` (clipping in the same pass). `step` counts from 1.
  ///
  /// If `isCautious`, only those parameters decay that the step makes smaller as well (Chen et al. 2025,
  /// https://arxiv.org/abs/2510.12402).
  ///
  /// The settings are `Double` because 1 − 0.999 taken in `Float` is off by one part in 10⁵.
  func adamW(
    parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    firstMoments: UnsafeMutablePointer<Float>, secondMoments: UnsafeMutablePointer<Float>,
    count: Int, step: Int, learningRate: Double, beta1: Double, beta2: Double, epsilon: Double,
    weightDecay: Double, isCautious: Bool, gradientScale: Float)

  /// One step of Muon over some matrices, in place, as PyTorch's `torch.optim.Muon` with Nesterov's momentum: the
  /// gradient is first multiplied by `gradientScale`; the momentum m goes towards it by a share of 1 − `momentum`, the
  /// direction between both is orthogonalised (``NewtonSchulz``), parameters are multiplied by `keep` and then moved by
  /// their matrix's step size. `isCautious` as in ``adamW``.
  func muon(_ matrices: [MuonMatrix], momentum: Double, keep: Double, isCautious: Bool, gradientScale: Float)
}
