import CommandSupport
import Formats
import Messages

/// The corpus, as a stage of the pipeline.
struct CorpusJob {
  let path: String
  let megabytes: Double
  let seed: UInt64
  let options: StageOptions

  func perform() throws {
    let tool = TellStories.tool
    let stage = try Stage(
      tool: tool, semantics: 1, configuration: ["megabytes": .number(megabytes)], seed: seed, inputs: [],
      outputs: [path], options: options)
    let summary = try stage.run { run in
      let summary = try write(
        progress: ProgressLine(label: tool, unit: .bytes, total: bytes, quiet: run.quiet))
      try run.output(role: "corpus", summary.file, kind: "text")
      run.metric("documents", Double(summary.documents))
      return summary
    }
    guard let summary else { return }
    if options.json {
      let result: JSONValue = [
        "bytes": .integer(Int64(summary.file.bytes)), "documents": .integer(Int64(summary.documents)),
        "output": .string(path), "sha256": .string(summary.file.digest.hex),
      ]
      Terminal.result(result.canonical)
    } else {
      let stories = "\(summary.documents) \(Units.noun(summary.documents, "story", "stories"))"
      Terminal.result("\(path): \(stories), \(Units.bytes(summary.file.bytes))")
    }
  }

  private var bytes: Int { Int(megabytes * 1_000_000) }

  private func write(progress: ProgressLine) throws -> (file: WrittenFile, documents: Int) {
    defer { progress.finish() }
    let writer = try AtomicFileWriter(path: path)
    let documents = try Storyteller(seed: seed).write(bytes: bytes) { document in
      try writer.write(document)
      progress.update(writer.byteCount)
    }
    return (try writer.commit(), documents)
  }
}
