import Platform

/// Where the manifest is when no flag says.
package enum ManifestPath {
  /// `LETTERPRESS_MANIFEST` if set and not empty, or else `manifest.db` in the working directory.
  package static var `default`: String {
    guard let value = getenv("LETTERPRESS_MANIFEST"), value.pointee != 0 else { return "manifest.db" }
    return String(cString: value)
  }
}
