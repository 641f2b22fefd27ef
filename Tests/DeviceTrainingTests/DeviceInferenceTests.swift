import Accelerators
import Kernels
import ModelPrograms
import PJRT
import Parallel
import TestSupport
import Testing
import Training
import Transformer

@testable import DeviceTraining

/// Decoding and measuring on a CPU plugin beside the CPU's own kernels.
@Suite(
  "Decoding on CPU plugins", .serialized, .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing)))
struct DeviceInferenceTests {
  private let model: LanguageModel

  init() throws {
    let configuration = smallConfiguration { $0.contextLength = 150 }
    model = try LanguageModel(
      configuration: configuration, operations: CPUOperations(team: ThreadTeam(threads: 1)))
    model.initialize(seed: 4)
  }

  private func tokens(_ count: Int, seed: Int) -> [UInt32] {
    (0..<count).map { UInt32(($0 * $0 * seed + $0 / 3 + seed) % model.configuration.vocabulary) }
  }

  private func device(_ plugin: TestPlugin, _ precision: ProgramPrecision = .fp32) throws -> DeviceInferenceModel {
    try DeviceInferenceModel(
      TrainingDevices(plugin.client(), count: 1, overrides: [:], store: nil), model: model, samples: 2,
      precision: precision)
  }

  private func expectClose(
    _ found: UnsafeBufferPointer<Float>, _ expected: UnsafeBufferPointer<Float>, _ tolerance: Float = 1e-4
  ) {
    #expect(found.count == expected.count)
    let largest = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(largest < tolerance, "\(largest)")
  }

  /// Pieces of 128 and less, single tokens, the end of the context, and another text in the same memory.
  @Test("scores are those of the CPU, however the tokens come", arguments: TestPlugin.cpu)
  func scores(plugin: TestPlugin) throws {
    let (device, cpu) = (try device(plugin).session(batch: 2), try InferenceSession(model: model, batch: 2))
    for _ in 0..<2 {
      for count in [129, 1, 5, 1, 14] {
        let new = tokens(count, seed: 3) + tokens(count, seed: 5)
        try expectClose(device.append(new), cpu.append(new))
        #expect(device.position == cpu.position)
      }
      #expect(device.position == device.capacity)
      #expect(throws: ModelError.contextFull(past: 150, new: 1, capacity: 150)) { try device.append([1, 1]) }
      device.reset()
      cpu.reset()
      // A whole context at once.
      let prompt = tokens(150, seed: 7)
      try expectClose(device.append(prompt: prompt), cpu.append(prompt: prompt))
      device.reset()
      cpu.reset()
    }
  }

  @Test("products in bfloat16 give nearly the same scores", arguments: TestPlugin.cpu)
  func bfloat16(plugin: TestPlugin) throws {
    let device = try device(plugin, .bf16).session(batch: 2)
    let cpu = try InferenceSession(model: model, batch: 2)
    for count in [20, 1] {
      let new = tokens(count, seed: 3) + tokens(count, seed: 5)
      try expectClose(device.append(new), cpu.append(new), 0.05)
    }
  }

  @Test("tokens that cannot be taken leave the sequences as they were", arguments: TestPlugin.cpu)
  func refused(plugin: TestPlugin) throws {
    let device = try device(plugin)
    #expect(throws: ModelError.noTokens) { try device.session(batch: 0) }
    let (session, cpu) = (try device.session(batch: 2), try InferenceSession(model: model, batch: 2))
    try expectClose(session.append([1, 2, 3, 4]), cpu.append([1, 2, 3, 4]))
    #expect(throws: ModelError.noTokens) { try session.append([]) }
    #expect(throws: ModelError.noTokens) { try session.append([1, 2, 3]) }
    #expect(throws: ModelError.noTokens) { try session.append(prompt: []) }
    #expect(throws: ModelError.tokenOutsideVocabulary(token: 40, position: 1, vocabulary: 40)) {
      try session.append([1, 40])
    }
    try expectClose(session.append([5, 6]), cpu.append([5, 6]))
  }

  @Test("losses of a model that was sent once are the CPU's", arguments: TestPlugin.cpu)
  func evaluates(plugin: TestPlugin) throws {
    let devices = try TrainingDevices(plugin.client(), count: 1, overrides: [:], store: nil)
    let shape = BatchShape(batch: 3, positions: 150)
    let text = ArrayTokens(tokens(150 * 4 + 9, seed: 11))
    let computer = try DeviceEvaluator(devices, model: model, shape: shape, precision: .fp32)
    let expected = try Evaluator(model: model, batchSize: 3).evaluate(text)
    // What the host does with its parameters is of no concern to the device.
    for index in 0..<model.parameters.count { model.parameters.pointer[index] = 0 }
    let found = try Evaluator(computer, shape: shape).evaluate(text)
    #expect(found.tokens == expected.tokens && abs(found.meanLoss - expected.meanLoss) < 1e-5)
  }

  @Test("a device with too little memory is told what to make smaller")
  func advice() {
    func text(_ field: String?) -> String {
      DeviceTrainingError.tooLittleMemory(
        device: "X", program: "decoding", needed: 2 << 30, there: 1 << 30, field: field
      ).description
    }
    #expect(text("samples").hasSuffix("give a smaller samples"))
    #expect(text(nil).hasSuffix("use a device with more memory, or the CPU"))
  }
}
