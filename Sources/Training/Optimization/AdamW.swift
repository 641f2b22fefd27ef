import Kernels
import Transformer

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101), as PyTorch's
/// `torch.optim.AdamW`. Every parameter decays, embeddings and gains too, as in CS336.
final class AdamW: Optimizer {
  private let settings: AdamWSettings
  private let rates: RoleRates
  /// The largest rate of the schedule.
  private let largestRate: Double
  private let places: StatePlaces
  private let runs: [StatePlaces.Run]
  private let firstMoments: FloatBuffer
  private let secondMoments: FloatBuffer

  /// Moments of zero for all parameters, which have the schedule's rate.
  convenience init(settings: AdamWSettings, layout: ParameterLayout) {
    self.init(settings, StatePlaces(all: layout), rates: RoleRates(), largestRate: 1)
  }

  /// Moments of zero for some of the parameters.
  ///
  /// - Parameters:
  ///   - settings: the constants
  ///   - places: the parameters
  ///   - rates: the largest of each role
  ///   - largestRate: of the schedule, which lowers the others with its own
  init(_ settings: AdamWSettings, _ places: StatePlaces, rates: RoleRates, largestRate: Double) {
    (self.settings, self.places, self.rates, self.largestRate) = (settings, places, rates, largestRate)
    runs = places.runs { rates.largest($0.role) == rates.largest($1.role) }
    firstMoments = FloatBuffer(count: places.count)
    secondMoments = FloatBuffer(count: places.count)
  }

  var state: [OptimizerState] {
    [
      OptimizerState(prefix: OptimizerState.firstMoment, values: firstMoments, tensors: places.kept),
      OptimizerState(prefix: OptimizerState.secondMoment, values: secondMoments, tensors: places.kept),
    ]
  }

  func apply(
    _ gradients: Gradients, to model: LanguageModel, step: Int, learningRate: Double, gradientScale: Float
  ) {
    for run in runs {
      model.operations.adamW(
        parameters: model.parameters.pointer + run.parameters, gradients: gradients.buffer.pointer + run.parameters,
        firstMoments: firstMoments.pointer + run.kept, secondMoments: secondMoments.pointer + run.kept,
        count: run.count, step: step,
        learningRate: rates.rate(of: run.first.role, scheduled: learningRate, largestScheduled: largestRate),
        beta1: settings.beta1, beta2: settings.beta2, epsilon: settings.epsilon, weightDecay: settings.weightDecay,
        isCautious: settings.isCautious, gradientScale: gradientScale)
    }
  }
}
