import Kernels
import Transformer

/// The optimiser's memory: both moments of every parameter, laid out as the parameters are.
final class AdamW {
  let settings: AdamWSettings
  let firstMoments: FloatBuffer
  let secondMoments: FloatBuffer

  init(settings: AdamWSettings, layout: ParameterLayout) {
    self.settings = settings
    firstMoments = FloatBuffer(count: layout.count)
    secondMoments = FloatBuffer(count: layout.count)
  }

  /// Moves the parameters once. Every parameter decays, embeddings and gains too, as in CS336.
  ///
  /// `step` counts from 1; `gradientScale` multiplies the gradients, which is clipping in the same sweep.
  func apply(
    _ gradients: FloatBuffer, to model: LanguageModel, step: Int, learningRate: Double, gradientScale: Float
  ) {
    model.operations.adamW(
      parameters: model.parameters.pointer, gradients: gradients.pointer,
      firstMoments: firstMoments.pointer, secondMoments: secondMoments.pointer, count: model.layout.count,
      step: step, learningRate: learningRate, beta1: settings.beta1, beta2: settings.beta2,
      epsilon: settings.epsilon, weightDecay: settings.weightDecay, gradientScale: gradientScale)
  }
}
