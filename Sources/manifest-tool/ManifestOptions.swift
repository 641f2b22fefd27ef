import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// The flags every subcommand has.
struct ManifestOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The manifest to ask. (default: $LETTERPRESS_MANIFEST or manifest.db)", valueName: "path"), completion: .file())
  var manifest: String?

  @Flag(name: .long, help: "Print JSON.")
  var json = false

  /// Where the manifest is.
  func location() throws -> ManifestLocation { try ManifestLocation(manifest ?? ManifestPath.default) }

  /// Asks the manifest, or a copy in memory where it cannot be written.
  func ask<Value>(_ question: (ManifestStore) throws -> Value) throws -> Value {
    try Question.ask(try location(), question)
  }

  /// Prints a value as JSON for people and machines.
  func show(_ json: JSONValue) { Terminal.text(json.pretty) }
}
