import Formats
import Manifest

/// A manifest that was opened and has taken in the receipts it did not have.
package struct OpenManifest {
  let store: ManifestStore
  let report: IngestReport

  /// Opens the manifest, or makes it.
  /// - Throws: `ManifestError`.
  init(_ location: ManifestLocation) throws {
    store = try ManifestStore(creating: location)
    report = try store.ingestPending()
  }

  /// Opens the manifest of a stage while its tool still reads what the stage needs.
  ///
  /// nil where there is none yet: a command that fails on its inputs leaves none behind. nil too where it cannot be
  /// opened: the stage tries again and says why. And nil for `--dry-run`, which leaves everything as it is, and for
  /// `--no-manifest`.
  package static func ahead(_ options: StageOptions) -> OpenManifest? {
    guard !options.dryRun, !options.noManifest, let location = try? ManifestLocation(options.manifestPath),
      Folder.kind(of: location.path) == .file
    else { return nil }
    return try? OpenManifest(location)
  }
}
