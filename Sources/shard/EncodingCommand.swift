import CommandSupport
import Datasets
import Formats
import Messages

/// The `bpe-encode` command that makes parts which are missing or wrong.
///
/// The parts do not know where their text lies, for their bytes must not depend on it; the receipts do.
struct EncodingCommand {
  private let list: PartList
  private let isForced: Bool
  /// The run that made the other parts; nil if nothing is known of it.
  private let producer: Producer?
  private let manifest: String?

  /// The command for an error that is mended by making parts; nil for other errors. Without `options` no manifest is
  /// asked where the text lies.
  init?(mending error: DatasetsError, options: StageOptions?) {
    let present: String
    switch error {
    case .missingParts(let parts, let other): (list, present, isForced) = (parts, other, false)
    case .severalTokenizers(let parts, _, _, let right): (list, present, isForced) = (parts, right, true)
    default: return nil
    }
    producer = options.flatMap { Producer.of(present, stage: "bpe-encode", options: $0) }
    manifest = options?.manifest
  }

  /// More inputs are named as they were given: by their directory.
  private static let mostInputs = 8

  /// The command line, quoted for the shell.
  var text: String { producer.map(repeated) ?? general }

  /// As far as the parts themselves tell it.
  private var general: String {
    let place = "--output \(Printable.path(list.folder))"
    return (["bpe-encode --input TEXT --tokenizer TOKENIZER", place] + parts).joined(separator: " ")
  }

  /// As the run that made the other parts was told.
  private func repeated(_ producer: Producer) -> String {
    var words = ["bpe-encode"] + tokenizer(of: producer)
    let inputs = producer.inputs(role: "corpus")
    let given = inputs.count > Self.mostInputs ? producer.words(after: "--input") : nil
    words += ["--input"] + (given ?? inputs) + ["--output", list.folder]
    if let field = producer.configuration["text_field"]?.string { words += ["--text-field", field] }
    if producer.configuration["skip_damaged"] == .bool(true) { words += ["--skip-damaged"] }
    if let separator = producer.configuration["separator"]?.string, separator != TokenizerFiles.usualSeparator {
      words += ["--separator", separator]
    }
    if let level = producer.configuration["level"]?.int, level != TextEncoding.Settings(separator: nil).level {
      words += ["--level", "\(level)"]
    }
    if let manifest { words += ["--manifest", manifest] }
    return (words + parts).map(ShellWord.quoted).joined(separator: " ")
  }

  /// The flags that name the parts: without `--part` all are made that are not there.
  private var parts: [String] {
    (list.partBytes.map { ["--part-size", "\($0)"] } ?? ["--parts", "\(list.parts)"])
      + (list.words.map { ["--part"] + $0 } ?? []) + (isForced ? ["--force"] : [])
  }

  private func tokenizer(of producer: Producer) -> [String] {
    let file = producer.inputs(role: "tokenizer").first ?? "tokenizer/vocab.json"
    let merges = producer.values(of: "--merges")
    guard let merges = merges.first else { return ["--tokenizer", TokenizerFiles.path(ofFile: file)] }
    let special = producer.values(of: "--special-token").flatMap { ["--special-token", $0] }
    return ["--vocab", file, "--merges", merges] + special
  }
}

extension PartSet {
  /// The parts; where some must be made first, the error has the command that makes them.
  /// - Throws: As `init`, and `ToolFailure`.
  static func found(in paths: [String], options: StageOptions? = nil) throws -> PartSet {
    do {
      return try PartSet(paths)
    } catch let error as DatasetsError {
      guard let command = EncodingCommand(mending: error, options: options) else { throw error }
      throw ToolFailure(ToolExitCode(error), FlagNames.text(error.message(makingPartsWith: command.text)))
    }
  }
}
