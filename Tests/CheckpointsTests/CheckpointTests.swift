import Formats
import Foundation
import Kernels
import Parallel
import Testing
import Training
import Transformer

@testable import Checkpoints

/// A small trainer and a folder of its own.
private final class Bench {
  let folder: String
  let trainer: Trainer

  init(seed: UInt64 = 1, tied: Bool = false) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("checkpoints-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var configuration = ModelConfiguration()
    (configuration.vocabulary, configuration.contextLength, configuration.width) = (23, 6, 8)
    (configuration.layers, configuration.heads, configuration.feedForwardWidth) = (2, 2, 12)
    configuration.tieEmbeddings = tied
    let model = try LanguageModel(
      configuration: configuration, operations: CPUOperations(team: ThreadTeam(threads: 1)))
    model.initialize(seed: seed)
    var settings = TrainingSettings()
    settings.batchSize = 2
    let tokens = (0..<500).map { UInt32($0 * $0 % 23) }
    trainer = try Trainer(model: model, settings: settings, data: ArrayTokens(tokens))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  var header: CheckpointHeader {
    CheckpointHeader(
      step: trainer.step, settings: .object(Self.settings(trainer.engine.configuration)),
      vocabularyDigest: .of([1]), dataDigest: .of([2]))
  }

  /// As lm-train has them, as far as checkpoints are held against them.
  static func settings(_ model: ModelConfiguration) -> [String: JSONValue] {
    model.members.merging(["batch_size": 2, "gradient_accumulation": 1]) { own, _ in own }
  }

  func write() throws -> String {
    let path = RunFolder(folder).checkpoint(step: trainer.step)
    return try Checkpoint.write(trainer, header: header, to: path).path
  }

  func parameters() throws -> [Float] { Array(try trainer.currentModel().parameters.values) }
}

@Suite struct CheckpointTests {
  @Test(arguments: [false, true])
  func aTrainerGoesOnWhereItsCheckpointWasMade(tied: Bool) throws {
    let bench = try Bench(tied: tied)
    for _ in 0..<3 { _ = try bench.trainer.takeStep() }
    let path = try bench.write()
    let next = try (0..<3).map { _ in try bench.trainer.takeStep() }

    let other = try Bench(seed: 99, tied: tied)
    let checkpoint = try Checkpoint(path: path)
    try checkpoint.verify()
    #expect(checkpoint.header == bench.headerAt(step: 3))
    #expect(checkpoint.model == bench.trainer.engine.configuration)
    try checkpoint.restore(other.trainer)
    #expect(other.trainer.step == 3)
    #expect(try (0..<3).map { _ in try other.trainer.takeStep() } == next)
    #expect(try other.parameters() == bench.parameters())
  }

  @Test func theSameStateGivesTheSameBytes() throws {
    let bench = try Bench()
    _ = try bench.trainer.takeStep()
    let first = try Digest.ofFile(try bench.write())
    #expect(try Digest.ofFile(try bench.write()) == first)
  }

  @Test func aModelLoadsWithoutATrainer() throws {
    let bench = try Bench()
    _ = try bench.trainer.takeStep()
    let model = try Checkpoint(path: bench.write())
      .loadModel(operations: CPUOperations(team: ThreadTeam(threads: 1)))
    #expect(try Array(model.parameters.values) == bench.parameters())
  }

  @Test func namesAreThoseOfTheCourse() throws {
    let bench = try Bench()
    let file = try SafetensorsFile(path: bench.write())
    let block = [
      "attn.k_proj", "attn.output_proj", "attn.q_proj", "attn.v_proj", "ffn.w1", "ffn.w2", "ffn.w3", "ln1", "ln2",
    ]
    let parameters =
      ["lm_head.weight", "ln_final.weight", "token_embeddings.weight"]
      + (0..<2).flatMap { layer in block.map { "layers.\(layer).\($0).weight" } }
    let expected =
      parameters.flatMap { [$0, "optim.m.\($0)", "optim.v.\($0)"] } + ["step", "rng.state", "data.cursor"]
    #expect(file.names == expected.sorted())
  }

  @Test func everyFlippedBitOfTheNumbersIsSeen() throws {
    let bench = try Bench()
    _ = try bench.trainer.takeStep()
    let path = try bench.write()
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let headerEnd = 8 + Int(whole[0]) + Int(whole[1]) << 8
    for place in stride(from: headerEnd, to: whole.count, by: 211) {
      var damaged = whole
      damaged[place] ^= 1
      try damaged.write(to: URL(fileURLWithPath: path))
      #expect(throws: CheckpointError.self) { try Checkpoint(path: path).verify() }
    }
  }

  @Test func theNewestWholeCheckpointIsFound() throws {
    let bench = try Bench()
    let folder = RunFolder(bench.folder)
    #expect(try folder.newestWhole().checkpoint == nil)
    for _ in 0..<3 {
      _ = try bench.trainer.takeStep()
      _ = try bench.write()
    }
    #expect(try folder.steps() == [1, 2, 3])
    #expect(try folder.newestWhole().checkpoint?.header.step == 3)
    try Data("short".utf8).write(to: URL(fileURLWithPath: folder.checkpoint(step: 3)))
    let (checkpoint, passedOver) = try folder.newestWhole()
    #expect(checkpoint?.header.step == 2)
    #expect(passedOver.count == 1)
    for step in 1...2 { try Data().write(to: URL(fileURLWithPath: folder.checkpoint(step: step))) }
    #expect(throws: CheckpointError.self) { try folder.newestWhole() }
  }

  @Test func metadataMustBeThere() throws {
    let bench = try Bench()
    let path = bench.folder + "/x.safetensors"
    for (key, value, error) in [
      ("letterpress_version", "2", CheckpointError.checkpoint(path: path, .unknownVersion(found: "2"))),
      ("step", "-1", .checkpoint(path: path, .malformedEntry(key: "step", found: "-1"))),
      ("config", "{", .checkpoint(path: path, .malformedEntry(key: "config", found: "{"))),
      ("config", "{}", .checkpoint(path: path, .unreadableSettings)),
      ("dataset_sha256", "ab", .checkpoint(path: path, .malformedEntry(key: "dataset_sha256", found: "ab"))),
    ] {
      var metadata = bench.header.metadata
      metadata[key] = value
      _ = try SafetensorsWriter.write([], metadata: metadata, to: path)
      #expect(throws: error) { try Checkpoint(path: path) }
    }
    _ = try SafetensorsWriter.write([], metadata: [:], to: path)
    #expect(throws: CheckpointError.checkpoint(path: path, .missingEntry(key: "letterpress_version"))) {
      try Checkpoint(path: path)
    }
  }

  @Test func aConfigurationThatDoesNotFitTheTensorsAllocatesNothing() throws {
    let bench = try Bench()
    let operations = try CPUOperations(team: ThreadTeam(threads: 1))
    let path = bench.folder + "/x.safetensors"
    var model = ModelConfiguration()
    model.layers = 10_000
    model.width = 1 << 20
    model.heads = 16
    let header = CheckpointHeader(
      step: 0, settings: .object(Bench.settings(model)), vocabularyDigest: .of([]), dataDigest: .of([]))
    _ = try Checkpoint.write(bench.trainer, header: header, to: path)
    #expect(
      throws: CheckpointError.checkpoint(
        path: path, .wrongShape(name: "token_embeddings.weight", found: [23, 8], expected: [10_000, 1 << 20]))
    ) { try Checkpoint(path: path).loadModel(operations: operations) }
  }
}

extension Bench {
  fileprivate func headerAt(step: Int) -> CheckpointHeader {
    CheckpointHeader(
      step: step, settings: header.settings, vocabularyDigest: header.vocabularyDigest,
      dataDigest: header.dataDigest)
  }
}
