import Formats
import Foundation
import Platform
import TestSupport
import Testing
import Training
import Transformer

@testable import Checkpoints

/// A run's folder in which others are at work, and in which things lie that no training put there.
@Suite struct RunFolderTests {
  private let scratch: TestFolder
  private let folder: RunFolder
  private let trainer: Trainer

  init() throws {
    scratch = try TestFolder()
    folder = RunFolder(scratch.path)
    var settings = TrainingSettings()
    settings.batchSize = 1
    trainer = try Trainer(
      model: makeModel(), settings: settings, data: ArrayTokens((0..<100).map { UInt32($0) }))
  }

  private func save() throws {
    let settings = trainer.engine.configuration.members.merging(["batch_size": 1, "gradient_accumulation": 1]) {
      own, _ in own
    }
    let header = CheckpointHeader(
      step: trainer.step, settings: .object(settings), vocabularyDigest: .of([1]), dataDigest: .of([2]))
    _ = try Checkpoint.write(trainer, header: header, to: folder.checkpoint(step: trainer.step))
  }

  private func train(_ steps: Int) throws {
    for _ in 0..<steps {
      _ = try trainer.takeStep()
      try save()
    }
  }

  /// A training that saves one more checkpoint and removes the one before, just as this is to be opened.
  @Test func aPrunedCheckpointMakesItLookAgain() throws {
    try train(1)
    for prunings in [1, 5, 19] {
      var left = prunings
      let (checkpoint, passedOver) = try folder.newest(open: { path in
        if left > 0 {
          left -= 1
          try train(1)
          try FileManager.default.removeItem(atPath: path)
        }
        return try Checkpoint(path: path)
      }) { try $0.verify() }
      #expect(checkpoint?.header.step == trainer.step)
      #expect(passedOver == [])
    }
  }

  @Test func itDoesNotLookForEver() throws {
    try train(1)
    var looks = 0
    #expect(throws: CheckpointError.self) {
      try folder.newest(open: { path in
        looks += 1
        try train(1)
        try FileManager.default.removeItem(atPath: path)
        return try Checkpoint(path: path)
      }) { _ in }
    }
    #expect(looks < 50)
  }

  @Test func workIsDoneAgainUntilItBegins() throws {
    let gone = FormatError.file(path: folder.checkpoint(step: 7), .notFound)
    var times = 0
    let value = try RunFolder.lookingAgain { begins in
      times += 1
      if times < 4 { throw gone }
      begins()
      return times
    }
    #expect(value == 4)
    times = 0
    #expect(throws: gone) {
      try RunFolder.lookingAgain { begins in
        times += 1
        begins()
        throw gone
      }
    }
    #expect(times == 1)
    times = 0
    #expect(throws: gone) {
      try RunFolder.lookingAgain { _ in
        times += 1
        throw gone
      }
    }
    #expect(times == 21)
    let other = FormatError.file(path: "vocab.json", .notFound)
    #expect(throws: other) { try RunFolder.lookingAgain { _ in throw other } }
  }

  /// A pipe that nobody writes to would be waited for.
  @Test func whatIsNoFileIsPassedOverByName() throws {
    try train(2)
    let (pipe, directory, link) = (
      folder.checkpoint(step: 30), folder.checkpoint(step: 20), folder.checkpoint(step: 10)
    )
    #expect(mkfifo(pipe, 0o600) == 0)
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere")
    let (checkpoint, passedOver) = try folder.newestWhole()
    #expect(checkpoint?.header.step == 2)
    #expect(
      passedOver == [
        "\(pipe): is a pipe or device (expected an ordinary file); copy it to a file first",
        "\(directory): is a directory (expected a file)", "\(link): no such file; check the path",
      ])
    #expect(try ModelFile(scratch.path).passedOver == passedOver)
    // Nor are they a run's checkpoints: retention does not count them, and they are not removed.
    #expect(try folder.steps() == [1, 2])
    _ = try ReplacedRuns(in: folder).setAside()
    try ReplacedRuns(in: folder).remove()
    #expect(try scratch.names().count == 3)
    #expect(throws: CheckpointError.self) { try folder.newestWhole() }
  }

  @Test func aNameOfAnotherStepIsPassedOver() throws {
    try train(2)
    let copy = folder.checkpoint(step: 99)
    try FileManager.default.copyItem(atPath: folder.checkpoint(step: 2), toPath: copy)
    let (checkpoint, passedOver) = try folder.newestWhole()
    #expect(checkpoint?.header.step == 2)
    #expect(passedOver.first?.description.hasPrefix("\(copy): is named after step 99 (expected 2") == true)
    #expect(CheckpointName.step(ofFile: "step-9223372036854775807.safetensors") == nil)
    #expect(CheckpointName.step(ofFile: "step-1000000000.safetensors") == 1_000_000_000)
  }
}
