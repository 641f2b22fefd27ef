import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest export --openlineage`: the runs for other catalogues.
struct ExportCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the runs as OpenLineage events for other catalogs.",
    discussion: """
      --openlineage: one JSON object a line, START and then COMPLETE, FAIL or ABORT of each run, the oldest first. \
      Files are datasets of the namespace file, named by their absolute paths.

      Example: manifest export --openlineage > events.jsonl
      """)

  @Flag(name: .long, help: "As events of OpenLineage 2-0-2.")
  var openlineage = false

  @Option(name: .long, help: ArgumentHelp("The namespace of the jobs.", valueName: "name"))
  var namespace = "letterpress"

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The manifest to ask. (default: $LETTERPRESS_MANIFEST, or the nearest manifest.db in this directory or above)",
      valueName: "path"),
    completion: .file())
  var manifest: String?

  func validate() throws {
    if !openlineage { throw ValidationError("say in which form: --openlineage is the one there is.") }
  }

  mutating func perform() throws {
    let location = try ManifestLocation(manifest ?? ManifestPath.forAsking.path)
    let form = OpenLineage(location, namespace: namespace)
    let (store, ids) = try Question.ask(location) { ($0, try $0.runIDs()) }
    for id in ids {
      guard let run = try store.run(id: id) else { continue }
      Terminal.text(form.events(of: run).map { $0.canonical + "\n" }.joined())
    }
  }
}
