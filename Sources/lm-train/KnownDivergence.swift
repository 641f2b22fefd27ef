import Checkpoints
import CommandSupport
import Formats

/// A divergence that the output folder tells of. The same settings on the same data would only come to it again, so a
/// sweep that goes on later does not repeat its diverged runs.
struct KnownDivergence {
  /// The step whose loss was not finite.
  let step: Int

  /// Nil if the folder's run did not diverge, or had other settings or data.
  ///
  /// - Throws: `FormatError` for records that cannot be read
  init?(_ request: TrainRequest) throws {
    guard Folder.kind(of: request.folder.metrics) == .file else { return nil }
    let identity = Self.identity(request)
    var found: Int?
    try MetricsReader.forEach(request.folder.metrics) { record, step in
      found = record["diverged"]?.bool == true && record["settings_sha256"]?.string == identity ? step : nil
    }
    guard let found else { return nil }
    step = found
  }

  /// The last record of a run that diverges.
  static func record(step: Int, _ request: TrainRequest) -> JSONValue {
    [
      "step": .integer(Int64(step)), "split": "train", "diverged": true,
      "settings_sha256": .string(identity(request)),
    ]
  }

  /// SHA-256 of what decides where a run goes: settings, tokenizer and training tokens.
  private static func identity(_ request: TrainRequest) -> String {
    let parts: JSONValue = [
      "settings": request.settings.json, "vocabulary": .string(request.train.dataset.vocabularyDigest.hex),
      "dataset": .string(request.train.dataset.digest.hex),
    ]
    return Digest.of(Array(parts.canonical.utf8)).hex
  }

  var failure: ToolFailure {
    .diverged(
      "diverged at step \(step), as the run in --output found with the same settings; change --lr, --warmup-steps or "
        + "--clip, or repeat it with --force")
  }
}
