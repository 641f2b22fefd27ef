import PJRT

/// NVIDIA's compiler, for a GPU that need not be there.
package struct DevicelessCompiler {
  package let target = DevicelessTarget.h100
  private let topology: Topology
  private let overrides: [String: CompileOptions.Override]

  /// The plugin that has its compiler beside it; nil if there is none.
  package static func plugin(in environment: SearchEnvironment) -> FoundPlugin? {
    PluginSearch(environment).all(of: .cuda).first { !$0.compileOverrides(in: environment).isEmpty }
  }

  /// Loads the plugin; nil if there is none with its compiler beside it.
  /// - Parameter environment: Where plugins are looked for.
  /// - Throws: `PluginError`, `DeviceError`.
  package init?(_ environment: SearchEnvironment) throws {
    guard let found = Self.plugin(in: environment) else { return nil }
    overrides = found.compileOverrides(in: environment)
    topology = try target.topology(plugin: found.load(in: environment))
  }

  /// What the plugin calls the GPU's platform.
  package var platformName: String { topology.platformName }

  /// Compiles a program.
  /// - Parameters:
  ///   - text: StableHLO.
  ///   - replicas: How many devices run it.
  /// - Returns: What is known of it without running it.
  /// - Throws: `DeviceError` with the compiler's words.
  package func compile(_ text: String, replicas: Int = 1) throws -> CompiledProgram {
    try topology.compile(program: text, CompileOptions(replicas: replicas, overrides: overrides))
  }
}
