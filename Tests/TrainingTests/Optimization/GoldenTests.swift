import Kernels
import TestSupport
import Testing
import Transformer

@testable import Training

/// Optimiser, schedule and clipping against PyTorch, step for step.
@Suite struct OptimizationGoldenTests {
  static let goldens = TrainingGoldens.all

  static var schedule: LearningRateSchedule {
    LearningRateSchedule(
      maximum: goldens.schedule.maximum, minimum: goldens.schedule.minimum,
      warmupSteps: goldens.schedule.warmupSteps, decaySteps: goldens.schedule.decaySteps)
  }

  static var adamW: AdamWSettings {
    var settings = AdamWSettings()
    settings.beta1 = goldens.adamw.beta1
    settings.beta2 = goldens.adamw.beta2
    settings.epsilon = goldens.adamw.epsilon
    settings.weightDecay = goldens.adamw.weightDecay
    return settings
  }

  @Test func theScheduleIsTheCourses() {
    for (step, rate) in Self.goldens.rates.enumerated() {
      #expect(abs(Self.schedule.rate(at: step) - rate) < 1e-15)
    }
  }

  @Test func adamWAndClippingFollowPyTorchStepForStep() throws {
    let golden = Self.goldens.optimizer
    let model = try smallModel { $0 = golden.configuration.value }
    let optimizer = AdamW(settings: Self.adamW, layout: model.layout)
    let gradients = Gradients(model.layout)
    Self.spread(golden.parameters.values, over: model.parameters, model.layout)
    for (index, step) in golden.steps.enumerated() {
      Self.spread(step.gradients.values, over: gradients.buffer, model.layout)
      let norm = gradients.norm(model.operations)
      let rate = Self.schedule.rate(at: index + 1)
      #expect(abs(norm - step.norm) < 1e-6 * step.norm)
      #expect(abs(rate - step.rate) < 1e-15)
      optimizer.apply(
        gradients, to: model, step: index + 1, learningRate: rate,
        gradientScale: Clipping.scale(norm: norm, limit: Self.goldens.clip))
      let found = model.layout.tensors.flatMap { model.values(of: $0) }
      #expect(relativeError(found, step.parameters.values) < 1e-6, "step \(index + 1)")
    }
    #expect(golden.steps.contains { $0.norm < Self.goldens.clip })
    #expect(golden.steps.contains { $0.norm > Self.goldens.clip })
  }

  /// The data holds one window, so every step sees the same tokens.
  @Test func aRunFollowsPyTorchs() throws {
    let golden = Self.goldens.run
    let model = try smallModel { $0 = golden.configuration.value }
    try model.load { tensor, values in
      _ = values.initialize(from: try #require(golden.parameters[tensor.name]).values)
    }
    let settings = quickSettings {
      $0.batchSize = 2
      $0.schedule = Self.schedule
      $0.optimizer = Self.adamW
      $0.clipNorm = Self.goldens.clip
    }
    let trainer = try Trainer(model: model, settings: settings, data: ArrayTokens(golden.tokens))
    for expected in golden.steps {
      let report = try trainer.takeStep()
      #expect(abs(report.loss - expected.loss) < 1e-5 * expected.loss, "step \(report.step)")
      #expect(abs(report.gradientNorm - expected.norm) < 1e-4 * expected.norm, "step \(report.step)")
      #expect(abs(report.learningRate - expected.rate) < 1e-15)
    }
    for tensor in model.layout.tensors {
      let after = try #require(golden.parametersAfter[tensor.name]).values
      let error = relativeError(model.values(of: tensor), after)
      #expect(error < 1e-4, "\(tensor.name): \(error)")
    }
  }

  /// Values of all tensors in order, without the gaps, to their places.
  private static func spread(_ values: [Float], over buffer: FloatBuffer, _ layout: ParameterLayout) {
    var next = 0
    for tensor in layout.tensors {
      for index in tensor.range {
        buffer.values[index] = values[next]
        next += 1
      }
    }
  }
}
