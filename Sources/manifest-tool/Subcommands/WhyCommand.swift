import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest why PATH`: which run made a file, from what, and why it ran.
struct WhyCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Show which run made a file, from what, and why it ran.",
    discussion: "Example: manifest why dataset/dataset.json")

  @Argument(help: "The file.", completion: .file())
  var path: String

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let history = try options.ask { try $0.currentHistory(of: GivenPath.recordedFile(path)) }
    if options.json {
      options.show(HistoryText.json(history))
      return
    }
    for line in HistoryText.lines(history) { Terminal.result(line) }
  }
}
