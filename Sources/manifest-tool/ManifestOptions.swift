import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// The flags every subcommand has.
struct ManifestOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The manifest to ask. (default: $LETTERPRESS_MANIFEST or manifest.db)", valueName: "path"))
  var manifest: String?

  @Flag(name: .long, help: "Print JSON.")
  var json = false

  /// Where the manifest is.
  func location() throws -> ManifestLocation { try ManifestLocation(manifest ?? ManifestPath.default) }

  /// Opens the manifest, with the receipts that are not in it yet. Where it cannot be written (a full disk, an archive
  /// without the right to write) it answers with what it has.
  func open() throws -> ManifestStore {
    let store = try ManifestStore(existing: location())
    do {
      try store.ingestPending()
    } catch let error as ManifestError where error.category == .io || error.category == .busy {
      Terminal.note("\(ManifestTool.tool): \(error); the answer is without the latest receipts")
    }
    return store
  }

  /// Prints a value as JSON for people and machines.
  func show(_ json: JSONValue) { Terminal.text(json.pretty) }
}
