import CommandSupport
import Datasets
import Formats
import Messages

/// The `bpe-encode` command that makes parts which are missing or wrong, as the run that made the others was told.
///
/// The parts do not know where their text lies, for their bytes must not depend on it; the receipts do.
struct EncodingCommand {
  private let producer: Producer
  private let list: PartList
  private let isForced: Bool
  private let manifest: String?

  /// The command for an error that is mended by making parts; nil for other errors, or if nothing is known of the run
  /// that made the parts which are there.
  static func thatMakes(_ error: DatasetsError, options: StageOptions) -> String? {
    switch error {
    case .missingParts(let list, let present):
      Producer.of(present, stage: "bpe-encode", options: options)
        .map { EncodingCommand(producer: $0, list: list, isForced: false, manifest: options.manifest).text }
    case .severalTokenizers(let list, _, _, let right):
      Producer.of(right, stage: "bpe-encode", options: options)
        .map { EncodingCommand(producer: $0, list: list, isForced: true, manifest: options.manifest).text }
    default: nil
    }
  }

  /// The command line, quoted for the shell.
  var text: String {
    var words = ["bpe-encode"] + tokenizer
    words += ["--input"] + producer.inputs(role: "corpus")
    words += ["--output", list.folder]
    if let separator = producer.configuration["separator"]?.string, separator != TokenizerFiles.usualSeparator {
      words += ["--separator", separator]
    }
    if let level = producer.configuration["level"]?.int, level != TextEncoding.Settings(separator: nil).level {
      words += ["--level", "\(level)"]
    }
    if let manifest { words += ["--manifest", manifest] }
    words += list.flags
    if isForced { words.append("--force") }
    return words.map(ShellWord.quoted).joined(separator: " ")
  }

  private var tokenizer: [String] {
    let file = producer.inputs(role: "tokenizer").first ?? "tokenizer/vocab.json"
    let merges = producer.values(of: "--merges")
    guard let merges = merges.first else { return ["--tokenizer", FilePath.folder(file)] }
    let special = producer.values(of: "--special-token").flatMap { ["--special-token", $0] }
    return ["--vocab", file, "--merges", merges] + special
  }
}
