import CommandSupport
import Formats
import Foundation
import TestSupport
import Testing
import Training
import Transformer

@testable import Checkpoints

/// The whole numbers of a checkpoint, which must go with each other. Each message word for word.
@Suite struct CheckpointCountersTests {
  private let scratch: TestFolder
  private var model = ModelConfiguration()

  init() throws {
    scratch = try TestFolder()
    model.contextLength = 6
  }

  /// What opening a file says that claims three steps of 2 x 2 windows of 6 tokens, but for what is given.
  private func message(
    metadata: [String: String] = [:], settings: [String: JSONValue] = [:], step: [Int64] = [3],
    random: [Int64] = [1, 2, 3, 4], cursor: [Int64] = [72], name: String = "step-00000003.safetensors"
  ) throws -> String? {
    let path = scratch.file(name)
    var members = model.members.merging(["batch_size": 2, "gradient_accumulation": 2]) { own, _ in own }
    for (key, value) in settings { members[key] = value }
    let header = CheckpointHeader(
      step: 3, settings: .object(members), vocabularyDigest: .of([1]), dataDigest: .of([2]))
    let tensors = [("step", step), ("rng.state", random), ("data.cursor", cursor)].map {
      TensorToWrite(name: $0.0, shape: [$0.1.count], integers: $0.1)
    }
    _ = try SafetensorsWriter.write(
      tensors, metadata: header.metadata.merging(metadata) { _, own in own }, to: path)
    do {
      _ = try Checkpoint(path: path)
      return nil
    } catch {
      return FlagNames.text(of: error).replacingOccurrences(of: scratch.path + "/", with: "")
    }
  }

  @Test func whatGoesTogetherIsOpened() throws {
    #expect(try message() == nil)
    #expect(try message(name: "best.safetensors") == nil)
    #expect(
      try message(
        metadata: ["step": "1000000000"], settings: ["batch_size": 1_000_000, "gradient_accumulation": 1_000],
        step: [1_000_000_000], cursor: [6_000_000_000_000_000_000], name: "step-1000000000.safetensors") == nil)
  }

  @Test func settingsOfALaterVersionAreRefused() throws {
    #expect(
      try message(settings: ["settings_version": 4])
        == "step-00000003.safetensors: settings of version 4 (expected at most 3), made by a newer lm-train; "
        + "update Letterpress")
  }

  @Test func theStepMustBeOneEverywhere() throws {
    for step in [.max, .min, -1, 0, 4, 1_000_000_001] as [Int64] {
      #expect(
        try message(step: [step])
          == "step-00000003.safetensors: tensor step is \(step) (expected 3, the step in the metadata); "
          + "the file is damaged, use another checkpoint")
    }
    #expect(
      try message(metadata: ["step": "1000000001"], name: "x.safetensors")
        == "x.safetensors: the step in the metadata is 1000000001 (expected at most 1000000000); "
        + "the file is damaged, use another checkpoint")
    #expect(
      try message(metadata: ["step": "9223372036854775807"])?.contains("is 9223372036854775807 (expected at most")
        == true)
    #expect(
      try message(name: "step-00000060.safetensors")
        == "step-00000060.safetensors: is named after step 60 (expected 3, the step in the metadata); "
        + "give it its own name, or use another checkpoint")
  }

  @Test func theCursorFollowsFromTheStep() throws {
    for cursor in [.max, .min, -72, 0, 36, 73] as [Int64] {
      #expect(
        try message(cursor: [cursor])
          == "step-00000003.safetensors: tensor data.cursor is \(cursor) (expected 72, 3 steps of 24 tokens); "
          + "the file is damaged, use another checkpoint")
    }
    #expect(
      try message(random: [0, 0, 0, 0])
        == "step-00000003.safetensors: tensor rng.state is 0 (expected four words of which one is not 0); "
        + "the file is damaged, use another checkpoint")
  }

  @Test func eachHasItsShape() throws {
    for found in [try message(step: [3, 3]), try message(random: [1, 2, 3]), try message(cursor: [])] {
      #expect(found?.contains("has shape") == true, "\(found ?? "accepted")")
    }
  }

  @Test func settingsMustBePossible() throws {
    let place = "step-00000003.safetensors: the settings in the metadata are "
    for (settings, problem) in [
      (["batch_size": 1_000_000, "gradient_accumulation": 1_000_000], "a step of 1000000000000 sequences of 6 tokens"),
      (["batch_size": .integer(.max)], "--batch-size: 9223372036854775807 (expected at most 1000000)"),
      (["gradient_accumulation": 0], "--gradient-accumulation: 0 (expected 1 or more)"),
      (["context_length": .integer(.max)], "--context-length: 9223372036854775807 (expected 1 to 16777216)"),
      (["vocab_size": 3_037_000_500], "--vocab-size: 3037000500 (expected 1 to 2097152)"),
      (["rope_theta": -1.0], "--rope-theta: -1.0 (expected a finite number above 0)"),
    ] as [([String: JSONValue], String)] {
      let found = try #require(try message(settings: settings))
      #expect(found.hasPrefix(place + "impossible: " + problem))
      #expect(found.hasSuffix("; use another checkpoint") && !found.contains("give another"))
    }
    #expect(
      try message(settings: ["batch_size": "2"])
        == place + "incomplete or out of range; use another checkpoint")
  }
}
