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

  /// Whether a flag says where it is.
  var isGiven: Bool { prompt != nil || promptFile != nil }

  /// Whether somebody has to type it.
  var comesFromTerminal: Bool { prompt == nil && (promptFile ?? "-") == "-" && isatty(STDIN_FILENO) == 1 }

  /// The prompt's bytes. Who has to type them is told so: nobody waits for a tool that waits for them.
  ///
  /// - Throws: `FormatError`
  func bytes() throws -> [UInt8] {
    if let prompt { return Array(prompt.utf8) }
    if let promptFile, promptFile != "-" {
      return try FileRangeReader.wholeFile(promptFile, limit: Self.largest, allowsStreams: true)
    }
    if comesFromTerminal {
      Terminal.note("\(LMSample.tool): reading the prompt from the terminal; end with Ctrl-D, or give --prompt")
    }
    let bytes = try FileRangeReader(standardInputInChunksOf: 1 << 16).rest(limit: Self.largest)
    // Ctrl-D ends only at the beginning of a line: the line end before it is not part of what was meant.
    return comesFromTerminal && bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes
  }
}
