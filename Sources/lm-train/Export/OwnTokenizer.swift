import Checkpoints
import CommandSupport
import Formats
import Messages

/// The tokenizer of a model that is exported, where no flag names it: found only where it is certain to be the model's own.
struct OwnTokenizer {
  let path: String
  let files: TokenizerFiles

  /// Loads the tokenizer that is named, or finds the model's: in its own folder, or for a run of lm-train, in the folder that
  /// it began with or where the run was told that it is, if that still has the tokenizer of the run's dataset.
  ///
  /// - Throws: `FormatError`, or `ToolFailure.usage` if there is none
  init(named path: String?, of checkpoint: ModelFile, at place: String) throws {
    if let path {
      (self.path, files) = (path, try TokenizerFiles.load(at: path))
      return
    }
    if Artifact.at(place).contains(.tokenizer), ModelFolder.isOne(place) {
      (self.path, files) = (place, try TokenizerFiles.load(at: place))
      return
    }
    for path in Self.places(of: checkpoint) where Artifact.at(path).contains(.tokenizer) {
      guard let files = try? TokenizerFiles.load(at: path), files.digest == checkpoint.header?.vocabularyDigest else {
        continue
      }
      (self.path, self.files) = (path, files)
      return
    }
    throw ToolFailure.usage(
      "--tokenizer is missing (expected the directory of the tokenizer that the model was trained with); only a model that "
        + "comes from a folder of transformers, which is still there, has its own")
  }

  /// Where a run's tokenizer may be, by its config.json.
  private static func places(of checkpoint: ModelFile) -> [String] {
    let choices = RunChoices(of: checkpoint)
    return [choices?.initFrom, choices?.tokenizer].compactMap { $0 }
  }
}
