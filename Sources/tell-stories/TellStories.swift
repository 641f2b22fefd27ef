import ArgumentParser
import CommandSupport
import Formats
import Messages

/// Writes the embedded corpus: the same bytes for the same size and seed, on every machine.
@main
struct TellStories: ToolCommand {
  static let tool = "tell-stories"
  static let forms = [
    "tell-stories --megabytes 10 --output corpus.txt",
    "tell-stories --megabytes 10 --seed 3 --output other.txt",
    "tell-stories --megabytes 10 --output corpus.txt --dry-run",
  ]

  static let configuration = CommandConfiguration(
    commandName: tool,
    abstract: "Generate a corpus of varied simple stories.",
    discussion: """
      Each story ends with a line <|endoftext|>. A longer corpus of the same seed begins with the shorter one.

      Example: tell-stories --megabytes 10 --output corpus.txt
      """,
    version: ToolVersion.line(tool))

  @Option(help: "Size of the corpus in millions of bytes; the last story is complete.")
  var megabytes = 10.0

  @Option(help: "Seed of the stories.")
  var seed: UInt64 = 2026

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var output: String

  @OptionGroup var stageOptions: StageOptions

  func validate() throws {
    guard megabytes > 0, megabytes <= 100_000 else {
      throw ValidationError("--megabytes \(megabytes): expected a size above 0 and up to 100000.")
    }
  }

  func perform() throws {
    let stage = try Stage(
      tool: Self.tool, semantics: 1, configuration: ["megabytes": .number(megabytes)], seed: seed, inputs: [],
      outputs: [output], options: stageOptions)
    let summary = try stage.run { run in
      let summary = try write(
        progress: ProgressLine(
          label: Self.tool, unit: .bytes, total: bytes, quiet: run.quiet))
      try run.output(role: "corpus", summary.file, kind: "text")
      run.metric("documents", Double(summary.documents))
      return summary
    }
    guard let summary else { return }
    if stageOptions.json {
      let result: JSONValue = [
        "bytes": .integer(Int64(summary.file.bytes)), "documents": .integer(Int64(summary.documents)),
        "output": .string(output), "sha256": .string(summary.file.digest.hex),
      ]
      Terminal.result(result.canonical)
    } else {
      let stories = "\(summary.documents) \(Units.noun(summary.documents, "story", "stories"))"
      Terminal.result("\(output): \(stories), \(Units.bytes(summary.file.bytes))")
    }
  }

  private var bytes: Int { Int(megabytes * 1_000_000) }

  private func write(progress: ProgressLine) throws -> (file: WrittenFile, documents: Int) {
    defer { progress.finish() }
    let writer = try AtomicFileWriter(path: output)
    let documents = try Storyteller(seed: seed).write(bytes: bytes) { document in
      try writer.write(document)
      progress.update(writer.byteCount)
    }
    return (try writer.commit(), documents)
  }
}
