import CPJRT

/// The memory that a compiled program takes on each device, in bytes.
package struct ProgramMemory: Equatable, Sendable {
  package let arguments: Int
  package let results: Int
  /// What arguments and results share, because it was given up.
  package let aliased: Int
  /// What is needed only while it runs.
  package let temporaries: Int
  package let generatedCode: Int
  /// The most at any moment; 0 where the plugin does not say.
  package let peak: Int

  init(_ stats: lp_pjrt_executable_memory_stats) {
    arguments = Int(stats.arguments)
    results = Int(stats.outputs)
    aliased = Int(stats.aliased)
    temporaries = Int(stats.temporaries)
    generatedCode = Int(stats.generated_code)
    peak = Int(stats.peak)
  }

  /// Everything together.
  package var total: Int { arguments + results - aliased + temporaries + generatedCode }
}
