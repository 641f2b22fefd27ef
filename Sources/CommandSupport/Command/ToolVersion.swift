import CSystem

/// The version of all tools of this package.
package enum ToolVersion {
  /// By the rules of semantic versions; docs/versions.md says what each number promises. Every receipt records it.
  package static let current = "0.1.0"

  /// The commit from which the tools were built; nil where the build was not told, as `swift build` alone is not.
  package static var commit: String? { lp_commit().map { String(cString: $0) } }

  /// How the tools were built: `release` or `debug`.
  package static var build: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }

  /// The fastest instruction set of this machine for which there are kernels, whatever `LETTERPRESS_ISA` says.
  package static var instructionSet: String { String(cString: lp_instruction_set()) }

  /// The tool, its version and commit: what two machines must have in common to run the same code.
  package static func code(of tool: String) -> String { "\(tool) \(current) (commit \(commit ?? "unknown"))" }

  /// What `--version` prints: `bpe-train 0.1.0 (commit 1a2b3c4d5e6f, release, avx2)`.
  package static func line(_ tool: String) -> String {
    "\(tool) \(current) (commit \(commit ?? "unknown"), \(build), \(instructionSet))"
  }
}
