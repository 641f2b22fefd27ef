import Kernels
import Transformer

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101), as PyTorch's
/// `torch.optim.AdamW`. Every parameter decays, embeddings and gains too, as in CS336.
final class AdamW: Optimizer {
  private let settings: AdamWSettings
  private let firstMoments: FloatBuffer
  private let secondMoments: FloatBuffer

  /// Moments of zero.
  init(settings: AdamWSettings, layout: ParameterLayout) {
    self.settings = settings
    firstMoments = FloatBuffer(count: layout.count)
    secondMoments = FloatBuffer(count: layout.count)
  }

  var state: [OptimizerState] {
    [
      OptimizerState(prefix: "optim.m.", values: firstMoments),
      OptimizerState(prefix: "optim.v.", values: secondMoments),
    ]
  }

  func apply(
    _ gradients: Gradients, to model: LanguageModel, step: Int, learningRate: Double, gradientScale: Float
  ) {
    model.operations.adamW(
      parameters: model.parameters.pointer, gradients: gradients.buffer.pointer,
      firstMoments: firstMoments.pointer, secondMoments: secondMoments.pointer, count: model.layout.count,
      step: step, learningRate: learningRate, beta1: settings.beta1, beta2: settings.beta2,
      epsilon: settings.epsilon, weightDecay: settings.weightDecay, gradientScale: gradientScale)
  }
}
