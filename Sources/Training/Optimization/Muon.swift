import Kernels
import Transformer

/// Muon (Jordan 2024, https://kellerjordan.github.io/posts/muon), as PyTorch's `torch.optim.Muon` with Nesterov's
/// momentum, for the matrices of the blocks, each by itself; the other parameters are AdamW's.
final class Muon: Optimizer {
  private let settings: MuonSettings
  private let decay: AdamWSettings
  private let places: StatePlaces
  private let momentum: FloatBuffer
  private let others: AdamW

  /// Momentum of zero.
  ///
  /// - Parameters:
  ///   - settings: the constants
  ///   - decay: the weight decay, which is AdamW's
  ///   - places: the matrices
  ///   - others: moves what is no matrix
  init(_ settings: MuonSettings, decay: AdamWSettings, _ places: StatePlaces, others: AdamW) {
    (self.settings, self.decay, self.places, self.others) = (settings, decay, places, others)
    momentum = FloatBuffer(count: places.count)
  }

  var state: [OptimizerState] {
    [OptimizerState(prefix: OptimizerState.momentum, values: momentum, tensors: places.kept)] + others.state
  }

  func apply(
    _ gradients: Gradients, to model: LanguageModel, step: Int, learningRate: Double, gradientScale: Float
  ) {
    let buffers = (model.parameters.pointer, UnsafePointer(gradients.buffer.pointer), momentum.pointer)
    model.operations.muon(
      Self.matrices(places, in: buffers, settings, learningRate: learningRate), momentum: settings.momentum(at: step),
      keep: 1 - learningRate * decay.weightDecay, isCautious: decay.isCautious, gradientScale: gradientScale)
    others.apply(gradients, to: model, step: step, learningRate: learningRate, gradientScale: gradientScale)
  }

  /// Buffers of parameters, gradients and momentum.
  typealias BufferPointers = (
    parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, momentum: UnsafeMutablePointer<Float>
  )

  /// The matrices as operations take them.
  static func matrices(
    _ places: StatePlaces, in buffers: BufferPointers, _ settings: MuonSettings, learningRate: Double
  ) -> [MuonMatrix] {
    zip(places.tensors, places.kept).map { tensor, place in
      let (rows, columns) = (tensor.shape[0], tensor.shape[1])
      return MuonMatrix(
        parameters: buffers.parameters + tensor.offset, gradients: buffers.gradients + tensor.offset,
        momentum: buffers.momentum + place.offset, rows: rows, columns: columns,
        stepSize: learningRate * settings.scale.factor(rows: rows, columns: columns))
    }
  }
}
