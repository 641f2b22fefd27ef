import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest lineage [PATH]`: the origin of a file, or the story of everything here.
struct LineageCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "lineage", abstract: "Show what a file was made from, back to the original files.",
    discussion: """
      Without a path: the lineage of all files here, starting from the original ones.

      Example: manifest lineage run/step-00001000.safetensors
      """)

  @Argument(help: "The file.", completion: .file())
  var path: String?

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    guard let path else {
      let story = try options.ask { try $0.lineageLines() }
      if options.json {
        options.show(.array(story.map { .string($0) }))
      } else {
        for line in story { Terminal.result(line) }
      }
      return
    }
    let root = try options.ask { try $0.ancestry(of: GivenPath.recordedFile(path)) }
    if options.json {
      options.show(AncestryText.json(root))
    } else {
      for line in AncestryText.lines(root) { Terminal.result(line) }
    }
  }
}
