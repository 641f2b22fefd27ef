import Kernels
import ModelPrograms
import Reference
import StableHLO
import Testing
import Transformer

@Suite struct EvaluationProgramTests {
  @Test("losses are the CPU engine's", arguments: Ablation.all)
  func losses(of ablation: Ablation) throws { try compareLosses(ablation.configuration, on: Interpreter()) }

  @Test func inChunks() throws {
    try compareLosses(Ablation.standard.configuration, on: Interpreter()) { $0.logitsAtOnce = 3 * 24 }
  }
}

/// Holds the loss of every token against the CPU engine's; of the last window only three targets count.
func compareLosses(
  _ configuration: ModelConfiguration, on runner: any ProgramRunner,
  _ change: (inout EvaluationProgram) -> Void = { _ in }
) throws {
  let model = try cpuModel(configuration)
  let shape = BatchShape(batch: 3, positions: configuration.contextLength)
  var request = EvaluationProgram(configuration, shape: shape)
  change(&request)
  let program = try request.build()
  let windows = someWindows(3, positions: shape.positions, vocabulary: configuration.vocabulary)
  let counts = [shape.positions, shape.positions, 3]
  let arguments =
    program.startingState(model) + [
      program.windows(windows), SlowTensor(TensorType([3], .i32), counts.map(Double.init)),
    ]
  let found = try runner.run(program, replicas: [arguments])[0]

  let activations = Activations(ActivationPlan(configuration, shape: shape, purpose: .evaluation))
  let inputs = windows.flatMap { $0.dropLast() }, targets = windows.flatMap { $0.dropFirst() }
  let expected = try Array(model.losses(inputs: inputs, targets: targets, shape: shape, activations: activations))
  var (sum, tokens): (Float, Float) = (0, 0)
  for (row, loss) in found[0].floats.enumerated() {
    let isCounted = row % shape.positions < counts[row / shape.positions]
    #expect(abs(loss - (isCounted ? expected[row] : 0)) < 1e-5 * max(1, expected[row]), "row \(row)")
    if isCounted { (sum, tokens) = (sum + expected[row], tokens + 1) }
  }
  #expect(abs(found[1].floats[0] - sum) < 1e-4 && found[2].floats == [tokens] && tokens == 15)
}
