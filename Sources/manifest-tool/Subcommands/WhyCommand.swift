import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest why PATH`: which run made a file or what is in a folder, from what, and why it ran.
struct WhyCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Show which run made a file, from what, and why it ran.",
    discussion: """
      Of a directory: the runs that made the files in it, and the latest of them in full.

      Example: manifest why dataset/dataset.json
      Example: manifest why dataset
      """)

  @Argument(help: "The file or directory.", completion: .file())
  var path: String

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    if let folder = try folder() {
      if options.json { return options.show(FolderText.json(folder)) }
      for line in FolderText.lines(folder) { Terminal.result(line) }
      return
    }
    let history = try options.ask { try $0.currentHistory(of: GivenPath.recordedFile(path)) }
    if options.json {
      options.show(HistoryText.json(history))
      return
    }
    for line in HistoryText.lines(history) { Terminal.result(line) }
  }

  /// What is known of the path as a folder: of one that is there, or that a file has never been at.
  private func folder() throws -> FolderHistory? {
    guard Folder.kind(of: path) != .file else { return nil }
    return try options.ask { store in
      if (try? store.history(of: path, askingWhetherStale: false)) != nil { return nil }
      return try store.history(ofFolder: path)
    }
  }
}
