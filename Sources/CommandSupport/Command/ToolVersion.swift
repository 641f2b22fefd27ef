/// The version of all tools of this package.
package enum ToolVersion {
  /// As `--version` prints it and every receipt records it.
  package static let current = "0.1.0"
}
