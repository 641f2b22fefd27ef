import ArgumentParser

/// The flags every stage has.
package struct StageOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The manifest to record runs in; receipts/ is next to it. (default: $LETTERPRESS_MANIFEST, or the nearest "
        + "manifest.db in this directory or above, or a new one here)",
      valueName: "path"), completion: .file())
  package var manifest: String?

  @Flag(name: .long, help: "Run without a record: no manifest, no receipt, and never up to date.")
  package var noManifest = false

  @Flag(name: .long, help: "Run even if the outputs are up to date.")
  package var force = false

  @Flag(name: .long, help: "Print what would run and why, and exit.")
  package var dryRun = false

  @Flag(name: .long, help: "Print errors only, no progress.")
  package var quiet = false

  @Flag(name: .long, help: "Print the result as JSON on standard output.")
  package var json = false

  package init() {}

  /// The manifest's path: the flag, or what `ManifestPath` finds.
  package var manifestPath: String { manifest ?? found.path }

  /// Whether the manifest is one that nobody named, in a directory above.
  var isManifestAbove: Bool { manifest == nil && found.isAbove }

  /// What is not recorded only asks.
  private var found: ManifestPath { dryRun || noManifest ? .forAsking : .forRecording }

  package mutating func validate() throws {
    if manifest == "" { throw ValidationError("--manifest needs a path; leave it out to use the nearest manifest.") }
    if manifest != nil, noManifest {
      throw ValidationError("--manifest and --no-manifest exclude each other; choose one.")
    }
  }
}
