import Formats
import Messages
import Training
import Transformer

/// The whole numbers of a checkpoint. Each stands in the file in several places, or follows from others: the step in
/// the metadata, as a tensor and in the file's name; the tokens seen, which are the step times the tokens of one.
///
/// They are no part of what the model computes, but a run that goes on counts with them.
struct CheckpointCounters {
  private let file: SafetensorsFile
  private let header: CheckpointHeader
  private let model: ModelConfiguration

  init(_ file: SafetensorsFile, header: CheckpointHeader, model: ModelConfiguration) {
    (self.file, self.header, self.model) = (file, header, model)
  }

  /// Holds them against their limits and each other.
  ///
  /// - Throws: ``CheckpointError``, or `FormatError` for a tensor that is missing or of another shape
  func check() throws {
    guard header.step <= TrainingSettings.largestStep else {
      throw wrong("the step in the metadata", header.step, expected: "at most \(TrainingSettings.largestStep)")
    }
    if let step = CheckpointName.step(ofFile: FilePath.name(file.path)), step != header.step {
      throw CheckpointError.checkpoint(path: file.path, .otherName(step: step, expected: header.step))
    }
    let step = try file.integers("step", shape: [1])[0]
    guard step == header.step else {
      throw wrong("tensor step", step, expected: "\(header.step), the step in the metadata")
    }
    guard try file.integers("rng.state", shape: [4]).contains(where: { $0 != 0 }) else {
      throw wrong("tensor rng.state", 0, expected: "four words of which one is not 0")
    }
    let tokensPerStep = try tokensPerStep()
    let cursor = try file.integers("data.cursor", shape: [1])[0]
    guard cursor == header.step * tokensPerStep else {
      throw wrong(
        "tensor data.cursor", cursor,
        expected: "\(header.step * tokensPerStep), \(header.step) steps of \(tokensPerStep) tokens")
    }
  }

  /// As the settings say; a run cannot change it when it goes on.
  private func tokensPerStep() throws -> Int {
    guard let batch = header.settings["batch_size"]?.int, let passes = header.settings["gradient_accumulation"]?.int
    else { throw CheckpointError.checkpoint(path: file.path, .unreadableSettings) }
    var settings = TrainingSettings()
    (settings.batchSize, settings.accumulation) = (batch, passes)
    do {
      return try settings.tokensPerStep(positions: model.contextLength)
    } catch {
      throw CheckpointError.checkpoint(path: file.path, .impossibleSettings(problem: Message(of: error)))
    }
  }

  private func wrong(_ what: String, _ found: some BinaryInteger, expected: String) -> CheckpointError {
    .checkpoint(path: file.path, .wrongCounter(what: what, found: "\(found)", expected: expected))
  }
}
