import Manifest
import Platform

/// Where the manifest is when no flag says.
package struct ManifestPath: Sendable {
  /// The path, as seen from the working directory.
  package let path: String
  /// Whether it was found in a directory above the working directory, which a person should know.
  package let isAbove: Bool

  /// For a run that is to be recorded: `LETTERPRESS_MANIFEST` if set and not empty, or else the nearest manifest that
  /// this user may write, or else a new one in the working directory.
  ///
  /// It is found once: one that another process makes or removes meanwhile must not divide a run's record.
  package static let forRecording = ManifestPath(needsWriting: true)

  /// For a question: the same, but a manifest that this user may only read counts too.
  package static let forAsking = ManifestPath(needsWriting: false)

  private init(needsWriting: Bool) {
    if let value = Self.variable("LETTERPRESS_MANIFEST") {
      (path, isAbove) = (value, false)
      return
    }
    let search = ManifestSearch(home: Self.variable("HOME"), needsWriting: needsWriting)
    path = search.path(from: ".") ?? "manifest.db"
    isAbove = path.hasPrefix("../")
  }

  /// Whether a stage that starts in a directory, with the same variables, would use this manifest.
  package static func leads(from directory: String, to manifest: String) -> Bool {
    let found =
      variable("LETTERPRESS_MANIFEST")
      ?? ManifestSearch(home: variable("HOME"), needsWriting: true).path(from: directory)
    guard let found else { return false }
    return ManifestLocation.absolute(found.hasPrefix("/") ? found : "\(directory)/\(found)") == manifest
  }

  private static func variable(_ name: String) -> String? {
    environmentVariable(name).flatMap { $0.isEmpty ? nil : $0 }
  }
}
