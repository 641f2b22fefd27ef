import Kernels
import ModelPrograms
import Reference
import StableHLO
import Testing
import Transformer

@Suite struct DecodingProgramTests {
  @Test("scores are those of the whole sequence", arguments: Ablation.all)
  func scores(of ablation: Ablation) throws { try compareDecoding(ablation.configuration, on: Interpreter()) }

  @Test func impossibleRequests() throws {
    var request = DecodingProgram(Ablation.standard.configuration, batch: 1)
    request.capacity = 7
    #expect(throws: ModelError.self) { try request.build() }
    (request.capacity, request.newPositions) = (4, 5)
    #expect(throws: ModelError.self) { try request.build() }
    #expect(throws: (any Error).self) { try DecodingProgram(Ablation.standard.configuration, batch: 0).build() }
  }
}

/// Decodes a prompt of three tokens at once, in a program that has room for four, and then token after token.
func compareDecoding(_ configuration: ModelConfiguration, on runner: any ProgramRunner) throws {
  let model = try cpuModel(configuration)
  let (batch, positions, vocabulary) = (2, configuration.contextLength, configuration.vocabulary)
  var request = DecodingProgram(configuration, batch: batch)
  let single = try request.build()
  request.newPositions = 4
  let prompt = try request.build()

  let tokens = someWindows(batch, positions: positions - 1, vocabulary: vocabulary)
  let shape = BatchShape(batch: batch, positions: positions)
  let logits = FloatBuffer(count: shape.rows * vocabulary)
  try model.logits(
    inputs: tokens.flatMap { $0 }, shape: shape,
    activations: Activations(ActivationPlan(configuration, shape: shape, purpose: .evaluation)), to: logits)

  let parameters = single.startingState(model)
  let cacheType = single.inputs[single.input("keys") ?? 0].type
  // Whatever was there before is not seen.
  var cache = [SlowTensor](
    repeating: SlowTensor(cacheType, [Double](repeating: 99, count: cacheType.count)), count: 2)
  func take(_ program: ModelProgram, past: Int, count: Int) throws {
    let place = program.input("tokens") ?? 0
    let width = program.inputs[place].type.shape[1]
    let ids = tokens.flatMap { row in (0..<width).map { $0 < count ? Double(row[past + $0]) : 0 } }
    let numbers = [past, count - 1].map { SlowTensor(TensorType([1], .i32), [Double($0)]) }
    let arguments = parameters + cache + [SlowTensor(program.inputs[place].type, ids)] + numbers
    let found = try runner.run(program, replicas: [arguments])[0]
    cache = Array(found.prefix(2))
    for sequence in 0..<batch {
      let start = (sequence * positions + past + count - 1) * vocabulary
      for token in 0..<vocabulary {
        let (score, expected) = (found[2].floats[sequence * vocabulary + token], logits.pointer[start + token])
        #expect(abs(score - expected) < 1e-4 * max(1, abs(expected)), "position \(past + count - 1)")
      }
    }
  }
  try take(prompt, past: 0, count: 3)
  for past in 3..<positions { try take(single, past: past, count: 1) }
}
