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

/// A training of a small model on a CPU plugin beside one on the CPU's own kernels.
@Suite(
  "Training on CPU plugins", .serialized, .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing)))
struct DeviceTrainingStepTests {
  private static let configuration = smallConfiguration { $0.contextLength = 16 }

  private static func settings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.batchSize = 4
    settings.schedule = LearningRateSchedule(maximum: 1e-2, minimum: 1e-3, warmupSteps: 2, decaySteps: 20)
    change(&settings)
    return settings
  }

  private static var data: ArrayTokens {
    ArrayTokens((0..<600).map { UInt32(($0 * $0 + $0 / 7) % configuration.vocabulary) })
  }

  private static func model(seed: UInt64 = 3) throws -> LanguageModel {
    let operations = try CPUOperations(team: ThreadTeam(threads: 1))
    let model = try LanguageModel(configuration: configuration, operations: operations)
    model.initialize(seed: seed)
    return model
  }

  private static func cpuTrainer(_ settings: TrainingSettings = settings(), seed: UInt64 = 3) throws -> Trainer {
    try Trainer(model: model(seed: seed), settings: settings, data: data)
  }

  private static func deviceTrainer(
    _ plugin: TestPlugin, _ settings: TrainingSettings = settings(), devices: Int = 1, stepsPerLaunch: Int = 1,
    precision: ProgramPrecision = .fp32, data: any TokenSource = data, seed: UInt64 = 3
  ) throws -> Trainer {
    let chosen = try TrainingDevices(plugin.client(), count: devices, overrides: [:], store: nil)
    return try Trainer(settings: settings, data: data, contextLength: configuration.contextLength) { shape in
      try DeviceTrainingStep(
        chosen, model: model(seed: seed), shape: shape, settings: settings, precision: precision,
        stepsPerLaunch: stepsPerLaunch)
    }
  }

  private static func losses(_ trainer: Trainer, steps: Int) throws -> [Double] {
    var losses: [Double] = []
    let end = trainer.step + steps
    while trainer.step < end {
      losses += try trainer.takeSteps(atMost: end - trainer.step, until: end).map(\.loss)
    }
    return losses
  }

  private func expectClose(_ found: [Double], _ expected: [Double], _ tolerance: Double) {
    #expect(found.count == expected.count)
    for (index, (found, expected)) in zip(found, expected).enumerated() {
      #expect(abs(found - expected) < tolerance, "step \(index + 1): \(found), expected \(expected)")
    }
  }

  @Test("the losses are the CPU engine's, however many steps are taken at once", arguments: TestPlugin.cpu, [1, 4, 5])
  func agrees(plugin: TestPlugin, stepsPerLaunch: Int) throws {
    let settings = Self.settings { $0.accumulation = 2 }
    let device = try Self.deviceTrainer(plugin, settings, stepsPerLaunch: stepsPerLaunch)
    try expectClose(Self.losses(device, steps: 12), Self.losses(Self.cpuTrainer(settings), steps: 12), 1e-5)
    #expect(device.tokensSeen == 12 * 2 * 4 * 16)
  }

  @Test("devices that share a batch come to the same losses", arguments: TestPlugin.cpu, [2, 4])
  func replicas(plugin: TestPlugin, devices: Int) throws {
    let one = try Self.losses(Self.deviceTrainer(plugin, stepsPerLaunch: 2), steps: 8)
    let several = try Self.losses(Self.deviceTrainer(plugin, devices: devices, stepsPerLaunch: 2), steps: 8)
    expectClose(several, one, 1e-6)
  }

  @Test("a validation is the CPU engine's, the last short window too", arguments: TestPlugin.cpu)
  func evaluates(plugin: TestPlugin) throws {
    let (device, cpu) = (try Self.deviceTrainer(plugin), try Self.cpuTrainer())
    _ = try (Self.losses(device, steps: 3), Self.losses(cpu, steps: 3))
    let text = ArrayTokens(Array(Self.data.tokens.prefix(16 * 7 + 6)))
    let (found, expected) = (try device.evaluate(text), try cpu.evaluate(text))
    #expect(found.tokens == expected.tokens && found.tokens == 16 * 7 + 5)
    #expect(abs(found.meanLoss - expected.meanLoss) < 1e-5)
  }

  @Test(
    "a state goes from the CPU engine to a device and back", arguments: TestPlugin.cpu, [nil, MuonSettings()])
  func statesAreExchanged(plugin: TestPlugin, muon: MuonSettings?) throws {
    let settings = Self.settings { $0.muon = muon }
    let whole = try Self.losses(Self.cpuTrainer(settings), steps: 9)
    let first = try Self.cpuTrainer(settings)
    _ = try Self.losses(first, steps: 3)
    let second = try Self.deviceTrainer(plugin, settings, stepsPerLaunch: 3, seed: 99)
    // What is restored replaces a state that has been on the device.
    _ = try Self.losses(second, steps: 2)
    try Self.restore(second, from: first)
    try expectClose(Self.losses(second, steps: 3), Array(whole[3..<6]), 1e-5)
    #expect(try second.exportState().map(\.name) == first.exportState().map(\.name))
    let third = try Self.cpuTrainer(settings, seed: 98)
    try Self.restore(third, from: second)
    try expectClose(Self.losses(third, steps: 3), Array(whole[6...]), 1e-5)
  }

  private static func restore(_ trainer: Trainer, from other: Trainer) throws {
    let state = Dictionary(uniqueKeysWithValues: try other.exportState().map { ($0.name, $0) })
    try trainer.restore(
      floats: { name, shape, values in
        let tensor = try #require(state[name])
        #expect(tensor.shape == shape)
        if case .floats(let found) = tensor.values { _ = values.update(from: found) }
      },
      integers: { name, _ in
        guard case .integers(let found) = try #require(state[name]).values else { return [] }
        return found
      })
  }

  @Test("a step that diverges changes nothing and is told after those before it", arguments: TestPlugin.cpu)
  func diverges(plugin: TestPlugin) throws {
    // A rate that no model survives.
    let settings = Self.settings {
      $0.schedule = LearningRateSchedule(maximum: 1e30, minimum: 0, warmupSteps: 0, decaySteps: 20)
      $0.clipNorm = nil
    }
    let trainer = try Self.deviceTrainer(plugin, settings, stepsPerLaunch: 4)
    let reports = try trainer.takeSteps(atMost: 4, until: 9)
    #expect(reports.count < 4 && reports.allSatisfy { $0.loss.isFinite })
    let before = try trainer.currentModel().parameters.values.map(\.bitPattern)
    let step = trainer.step
    #expect(throws: TrainingError.self) { try trainer.takeSteps(atMost: 4, until: 9) }
    #expect(trainer.step == step)
    #expect(try trainer.currentModel().parameters.values.map(\.bitPattern) == before)
    #expect(throws: TrainingError.self) { try trainer.takeSteps(atMost: 4, until: 9) }
    #expect(try trainer.currentModel().parameters.values.map(\.bitPattern) == before)
  }

  @Test("text that cannot be read, or holds no ids, is said when its step comes", arguments: TestPlugin.cpu)
  func badText(plugin: TestPlugin) throws {
    let source = FailingTokens(Self.data)
    let trainer = try Self.deviceTrainer(plugin, stepsPerLaunch: 2, data: source)
    // Read ahead while the first steps are taken, and of no concern before the third.
    source.readable = 3 * 4
    #expect(try trainer.takeSteps(atMost: 2, until: 8).map(\.step) == [1, 2])
    #expect(throws: FailingTokens.Unreadable.self) { try trainer.takeSteps(atMost: 2, until: 8) }
    source.readable = .max
    #expect(try trainer.takeSteps(atMost: 2, until: 8).map(\.step) == [3, 4])
    let expected = try Self.losses(Self.cpuTrainer(), steps: 6)
    try expectClose(Self.losses(trainer, steps: 2), Array(expected[4...]), 1e-5)
    source.token = 4_000_000
    #expect(throws: ModelError.self) {
      for _ in 0..<2 { _ = try trainer.takeSteps(atMost: 2, until: 20) }
    }
  }

  @Test("a batch that the devices cannot share is refused", arguments: TestPlugin.cpu)
  func indivisible(plugin: TestPlugin) throws {
    #expect(throws: DeviceTrainingError.batchNotDivisible(batch: 4, devices: 3)) {
      try Self.deviceTrainer(plugin, devices: 3)
    }
    #expect(throws: DeviceTrainingError.self) { try Self.deviceTrainer(plugin, devices: 5) }
  }

  @Test("what this machine cannot hold is refused before it is taken", arguments: TestPlugin.cpu)
  func tooLarge(plugin: TestPlugin) throws {
    let settings = Self.settings { $0.batchSize = 1_000_000 }
    #expect(throws: ModelError.self) { try Self.deviceTrainer(plugin, settings, stepsPerLaunch: 1_000_000) }
    let devices = try TrainingDevices(plugin.client(), count: 2, overrides: [:], store: nil)
    try devices.checkMemory(for: "a", bytes: 1 << 20, replicas: 2, smallerBy: nil)
    let half = Int(SystemMemory.size * 0.6)
    for (bytes, replicas) in [(1 << 52, 1), (half, 2)] {
      #expect {
        try devices.checkMemory(for: "a", bytes: bytes, replicas: replicas, smallerBy: nil)
      } throws: { error in
        "\(error)".hasPrefix("a on cpu: ") && "\(error)".contains("this machine's")
      }
    }
  }

  @Test("a program is compiled once", arguments: TestPlugin.cpu)
  func compiledOnce(plugin: TestPlugin) throws {
    final class Disk { var files: [String: [UInt8]] = [:] }
    let disk = Disk()
    func losses() throws -> (losses: [Double], stored: [Bool]) {
      var stored: [Bool] = []
      let store = TrainingDevices.Store(load: { disk.files[$0] }, keep: { disk.files[$0] = $1 })
      let devices = try TrainingDevices(plugin.client(), count: 1, overrides: [:], store: store) {
        stored.append($0.isStored)
      }
      let settings = Self.settings()
      let trainer = try Trainer(settings: settings, data: Self.data, contextLength: 16) { shape in
        try DeviceTrainingStep(
          devices, model: Self.model(), shape: shape, settings: settings, precision: .fp32, stepsPerLaunch: 2)
      }
      return (try Self.losses(trainer, steps: 4), stored)
    }
    let first = try losses()
    #expect(first.stored == [false] && disk.files.count == 1)
    let second = try losses()
    #expect(second.stored == [true] && second.losses == first.losses)
    disk.files = disk.files.mapValues { Array($0.prefix(0)) }
    #expect(try losses().stored == [false])
  }
}

/// Tokens that cannot be read any more after some windows.
private final class FailingTokens: TokenSource {
  struct Unreadable: Error {}
  private let tokens: ArrayTokens
  /// How many more windows can be read.
  var readable = Int.max
  /// What is read instead of every first token.
  var token: UInt32?

  init(_ tokens: ArrayTokens) { self.tokens = tokens }

  var tokenCount: Int { tokens.tokenCount }

  func copyTokens(at position: Int, count: Int, into place: UnsafeMutablePointer<UInt32>) throws {
    guard readable > 0 else { throw Unreadable() }
    readable -= 1
    try tokens.copyTokens(at: position, count: count, into: place)
    if let token { place.pointee = token }
  }
}
