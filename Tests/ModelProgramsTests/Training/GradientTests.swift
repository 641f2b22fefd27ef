import ModelPrograms
import Reference
import Testing
import Training
import Transformer

@Suite struct GradientTests {
  /// After the first step a first moment is (1 − β₁) times the gradient.
  @Test("the gradient of every parameter", arguments: Ablation.all)
  func gradients(of ablation: Ablation) throws {
    try compareGradients(ablation.configuration, on: Interpreter())
  }
}

/// Holds every tensor's gradient against the CPU engine's.
func compareGradients(_ configuration: ModelConfiguration, on runner: any ProgramRunner) throws {
  let settings = quickSettings { ($0.clipNorm, $0.optimizer.beta1) = (nil, 0) }
  var training = try ProgramTraining(cpuModel(configuration), settings, on: runner)
  let cpu = try CPUTraining(cpuModel(configuration), settings)
  let windows = someWindows(2, positions: configuration.contextLength, vocabulary: configuration.vocabulary)
  _ = try (training.launch(windows), cpu.take(windows))
  let moments = cpu.firstMoments()
  for (input, tensor) in zip(training.program.inputs, training.state) {
    guard case .firstMoment(let group) = input.role else { continue }
    let found = tensor.floats
    var start = 0
    for part in group.tensors {
      let expected = try #require(moments["optim.m." + part.name])
      let largest = expected.map { abs($0) }.max() ?? 0
      let difference = zip(found[start...], expected).map { abs($0 - $1) }.max() ?? 1
      #expect(difference <= 2e-5 * largest, "\(part.name): \(difference) of \(largest)")
      #expect(largest > 0)
      start += part.count
    }
  }
}
