import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest stale`: what a change has made out of date.
struct StaleCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "stale", abstract: "List files whose inputs have changed since they were made.",
    discussion: """
      Depth 0 was made from something that has changed, depth 1 from something of depth 0, and so on. Running the \
      pipeline again brings everything up to date; a stage whose result is unchanged ends the chain early.

      Example: manifest stale
      """)

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let progress = ProgressLine(
      label: "manifest: hashing changed files", unit: .bytes, total: nil, quiet: options.quiet)
    let report = try options.ask { store in
      try store.staleFiles { done, total in progress.update(done, total: total) }
    }
    progress.finish()
    for file in report.unreadable {
      Terminal.note("\(Self.tool): \(file.path): \(file.reason); it counts as it was last seen")
    }
    let files = report.files
    if options.json {
      options.show(.array(files.map(json)))
    } else if files.isEmpty {
      Terminal.result("nothing is out of date")
    } else {
      var table = TextTable(heads: ["depth", "file", "made by", "because"])
      for file in files { table.rows.append(["\(file.depth)", file.path, file.producer.text, file.because]) }
      Terminal.text(table.text())
    }
  }

  private func json(_ file: StaleFile) -> JSONValue {
    [
      "path": .string(file.path), "depth": .integer(Int64(file.depth)), "run": .string(file.producer.id),
      "stage": .string(file.producer.stage), "because": .string(file.because),
    ]
  }
}
