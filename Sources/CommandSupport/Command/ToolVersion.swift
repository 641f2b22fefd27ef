import CSystem

/// The version of all tools of this package.
package enum ToolVersion {
  /// As every receipt records it.
  package static let current = "0.1.0"

  /// The commit from which the tools were built; nil where the build was not told, as `swift build` alone is not.
  package static var commit: String? { lp_commit().map { String(cString: $0) } }

  /// What `--version` prints: `bpe-train 0.1.0 (commit 1a2b3c4d5e6f)`.
  package static func line(_ tool: String) -> String { "\(tool) \(current) (commit \(commit ?? "unknown"))" }
}
