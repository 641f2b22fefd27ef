import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// The flags every subcommand has.
struct ManifestOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The manifest to ask. (default: $LETTERPRESS_MANIFEST, or the nearest manifest.db in this directory or above)",
      valueName: "path"), completion: .file())
  var manifest: String?

  @Flag(name: .long, help: "Print JSON.")
  var json = false

  @Flag(name: .long, help: "No progress or notes on standard error.")
  var quiet = false

  /// Where the manifest is.
  func location() throws -> ManifestLocation {
    if let manifest { return try ManifestLocation(manifest) }
    if ManifestPath.forAsking.isAbove, !quiet { Self.sayItIsAbove }
    return try ManifestLocation(ManifestPath.forAsking.path)
  }

  /// Said once: the paths in the answers begin in another directory than the one where the person stands.
  private static let sayItIsAbove: Void = Terminal.note(
    "\(ManifestTool.tool): using \(ManifestPath.forAsking.path); paths begin in its directory")

  /// Asks the manifest, or a copy in memory where it cannot be written.
  func ask<Value>(_ question: (ManifestStore) throws -> Value) throws -> Value {
    try Question.ask(try location(), question)
  }

  /// Prints a value as JSON for people and machines.
  func show(_ json: JSONValue) { Terminal.text(json.pretty) }
}
