import ArgumentParser

/// The flags every stage has.
package struct StageOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The manifest to record runs in; receipts/ is next to it. (default: $LETTERPRESS_MANIFEST or manifest.db)",
      valueName: "path"), completion: .file())
  package var manifest: String?

  @Flag(name: .long, help: "Run even if the outputs are up to date.")
  package var force = false

  @Flag(name: .long, help: "Print what would run and why, and exit.")
  package var dryRun = false

  @Flag(name: .long, help: "Print errors only, no progress.")
  package var quiet = false

  @Flag(name: .long, help: "Print the result as JSON on standard output.")
  package var json = false

  package init() {}

  /// The manifest's path: the flag, or the environment variable `LETTERPRESS_MANIFEST`, or `manifest.db` here.
  package var manifestPath: String { manifest ?? ManifestPath.default }

  package mutating func validate() throws {
    if manifest == "" { throw ValidationError("--manifest needs a path; leave it out to use manifest.db here.") }
  }
}
