import ArgumentParser
import CommandSupport
import Formats
import Platform

/// Where the prompt comes from.
struct PromptFlags: ParsableArguments {
  @Option(help: ArgumentHelp("The prompt.", valueName: "text"))
  var prompt: String?

  @Option(help: ArgumentHelp("A file with the prompt; - is standard input.", valueName: "file"), completion: .file())
  var promptFile: String?

  @Flag(help: "Print only the generated text, not the prompt.")
  var noEcho = false

  mutating func validate() throws {
    if prompt != nil, promptFile != nil { throw ValidationError("--prompt and --prompt-file: give one of them.") }
  }

  /// The most bytes of a prompt: many times any model's context.
  private static let largest = 64 << 20

  /// The prompt's bytes. Standard input is read only when it is not a terminal: nobody is asked to type.
  ///
  /// - Throws: `FormatError`
  func bytes() throws -> [UInt8] {
    if let prompt { return Array(prompt.utf8) }
    if let promptFile, promptFile != "-" {
      return try FileRangeReader.wholeFile(promptFile, limit: Self.largest, allowsStreams: true)
    }
    guard promptFile == "-" || isatty(STDIN_FILENO) == 0 else { return [] }
    return try FileRangeReader(standardInputInChunksOf: 1 << 16).rest(limit: Self.largest)
  }
}
