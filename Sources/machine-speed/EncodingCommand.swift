import ArgumentParser
import CommandSupport
import Datasets
import Formats
import Messages
import Tokenization

/// `machine-speed encoding`: the encoder alone, on text in memory.
struct EncodingCommand: ToolCommand {
  static let tool = MachineSpeedTool.tool
  static let configuration = CommandConfiguration(
    commandName: "encoding",
    abstract: "Measure the encoder alone, on one thread.",
    discussion: """
      Example: machine-speed encoding --tokenizer tokenizer --input corpus.txt

      Cutting the text into pretokens, and all of encoding, from text in memory to token ids in memory: no reading, \
      hashing, compressing or writing. In megabytes of text a second; first is with an encoder that has seen nothing, \
      the others are the best of --passes with one that has. LETTERPRESS_ISA chooses the instruction set.
      """)

  @Option(
    name: .long, help: ArgumentHelp("The tokenizer.", valueName: "directory"), completion: .directory)
  var tokenizer: String

  @Option(
    name: .long, help: ArgumentHelp("The text, all of which is read first.", valueName: "file"), completion: .file())
  var input: String

  @Option(name: .long, help: ArgumentHelp("How often each is measured.", valueName: "n"))
  var passes = 5

  mutating func validate() throws {
    guard (1...1000).contains(passes) else {
      throw ValidationError("--passes \(passes): must be from 1 to 1000.")
    }
  }

  mutating func perform() throws {
    let files = try TokenizerFiles.load(at: GivenPath("--tokenizer", tokenizer).tokenizer())
    let text = try FileRangeReader.wholeFile(GivenPath("--input", input).text(), limit: 4 << 30)
    let encoder = try Encoder(Vocabulary(files))
    let clock = ContinuousClock()
    var (scan, encode) = ([Double](), [Double]())
    var (pretokens, tokens) = (0, 0)
    let stream = EncodingStream(encoder, textBytes: text.count)
    for _ in 0..<passes {
      scan.append(clock.measure { pretokens = encoder.pretokenCount(of: text) }.seconds)
      encode.append(clock.measure { tokens = stream.tokenCount(of: text) }.seconds)
    }
    func speed(_ seconds: Double?) -> JSONValue { .number(Double(text.count) / 1e6 / (seconds ?? .infinity)) }
    let result: JSONValue = [
      "instruction_set": .string(Encoder.instructionSet), "megabytes": .number(Double(text.count) / 1e6),
      "pretokens": .integer(Int64(pretokens)), "tokens": .integer(Int64(tokens)),
      "cutting": speed(scan.min()), "encoding": speed(encode.dropFirst().min() ?? encode.first),
      "encoding_first": speed(encode.first),
    ]
    Terminal.text(result.pretty)
  }
}
