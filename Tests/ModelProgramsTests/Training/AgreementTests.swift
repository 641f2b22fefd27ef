import ModelPrograms
import Platform
import Reference
import Testing
import Training
import Transformer

/// The program of a step against the CPU engine: same windows, same first parameters.
@Suite struct AgreementTests {
  @Test("losses, norms and parameters of a series of steps, fp32", arguments: Ablation.all)
  func series(of ablation: Ablation) throws {
    try compare(ablation.configuration, on: Interpreter(), steps: 24, tolerance: 1e-5)
  }

  @Test("losses of a series of steps, bf16", arguments: Ablation.all)
  func shortSeries(of ablation: Ablation) throws {
    try compare(ablation.configuration, on: Interpreter(), steps: 12, tolerance: 2e-2) { $0.precision = .bf16 }
  }
}

/// Holds each step's loss against the CPU engine's; float32 also the norms and the last parameters. Losses above that of
/// guessing, as of models without norms, may differ by as much more: rounding is in proportion.
func compare(
  _ configuration: ModelConfiguration, on runner: any ProgramRunner, steps: Int, tolerance: Float,
  settings: TrainingSettings = quickSettings(), _ change: (inout TrainingProgram) -> Void = { _ in }
) throws {
  var training = try ProgramTraining(cpuModel(configuration), settings, on: runner, change)
  let cpu = try CPUTraining(cpuModel(configuration), settings)
  // Four batches in turn, so that there is something to learn.
  let batches = (1...4).map { seed in
    someWindows(
      training.windowsPerLaunch, positions: configuration.contextLength, vocabulary: configuration.vocabulary,
      seed: UInt64(seed))
  }
  var losses: [Float] = []
  for step in 0..<steps {
    let windows = batches[step % batches.count]
    let (found, expected) = (try training.launch(windows), try cpu.take(windows))
    let scale = max(1, expected.loss / Float(log(Double(configuration.vocabulary))))
    #expect(
      abs(found.losses[0] - expected.loss) < tolerance * scale, "step \(step + 1): \(found.losses[0]), \(expected.loss)"
    )
    #expect(found.taken == 1)
    if training.request.precision == .fp32 {
      #expect(abs(found.norms[0] - expected.norm) < max(1e-4, 10 * tolerance) * expected.norm, "step \(step + 1)")
    }
    losses.append(expected.loss)
  }
  // Otherwise hardly anything would have been compared.
  let (first, last): (Float, Float) = (losses.prefix(4).reduce(0, +), losses.suffix(4).reduce(0, +))
  #expect(last < first - 0.2)
  guard training.request.precision == .fp32 else { return }
  for (input, tensor) in zip(training.program.inputs, training.state) {
    guard case .parameter(let group) = input.role else { continue }
    let expected = group.range.map { cpu.model.parameters.pointer[$0] }
    let difference = zip(tensor.floats, expected).map { abs($0 - $1) }.max() ?? 1
    #expect(difference < 1e-3, "\(group.name)")
  }
}
