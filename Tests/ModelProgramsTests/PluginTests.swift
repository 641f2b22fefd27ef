import ModelPrograms
import TestSupport
import Testing
import Training
import Transformer

/// What the interpreter shows, shown by plugins too, and what takes too long there.
@Suite(
  "Programs on CPU plugins", .serialized, .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing)))
struct PluginTests {
  @Test("the gradient of every parameter", arguments: TestPlugin.cpu, Ablation.all)
  func gradients(plugin: TestPlugin, ablation: Ablation) throws {
    try compareGradients(ablation.configuration, on: plugin)
  }

  @Test("losses, norms and parameters of a series of steps, fp32", arguments: TestPlugin.cpu, Ablation.all)
  func series(plugin: TestPlugin, ablation: Ablation) throws {
    try compare(ablation.configuration, on: plugin, steps: 40, tolerance: 1e-5)
  }

  /// Rounding moves losses of models with tied embeddings by up to 0.04, up and down and no more in later steps.
  @Test("losses of a series of steps, bf16", arguments: TestPlugin.cpu, Ablation.all)
  func shortSeries(plugin: TestPlugin, ablation: Ablation) throws {
    let tolerance: Float = ablation.configuration.tieEmbeddings ? 6e-2 : 2e-2
    try compare(ablation.configuration, on: plugin, steps: 40, tolerance: tolerance) { $0.precision = .bf16 }
  }

  @Test("losses, norms and parameters of a series of steps by Muon", arguments: TestPlugin.cpu, Ablation.all)
  func muon(plugin: TestPlugin, ablation: Ablation) throws {
    try compare(ablation.configuration, on: plugin, steps: 16, tolerance: 1e-4, settings: muonSettings)
  }

  /// Of a size at which the compiler hands products to its library, which has fewer element types than its own code.
  @Test("larger products", arguments: TestPlugin.cpu, ProgramPrecision.allCases)
  func larger(plugin: TestPlugin, precision: ProgramPrecision) throws {
    let configuration = ModelConfiguration.sized(
      vocabulary: 200, contextLength: 32, width: 32, layers: 1, heads: 4, feedForwardWidth: 64)
    try compare(configuration, on: plugin, steps: 12, tolerance: precision == .fp32 ? 1e-5 : 2e-2) {
      $0.precision = precision
    }
  }

  @Test("steps per launch", arguments: TestPlugin.cpu)
  func launches(plugin: TestPlugin) throws { try compareLaunches(on: plugin) }

  @Test("accumulation", arguments: TestPlugin.cpu)
  func accumulation(plugin: TestPlugin) throws { try compareAccumulation(on: plugin) }

  @Test("replicas", arguments: TestPlugin.cpu, [2, 4])
  func replicas(plugin: TestPlugin, count: Int) throws { try compareReplicas(count, on: plugin) }

  @Test("a step that diverges changes nothing", arguments: TestPlugin.cpu)
  func divergence(plugin: TestPlugin) throws { try checkDivergence(on: plugin) }

  @Test(arguments: TestPlugin.cpu, [1, 2])
  func stops(plugin: TestPlugin, count: Int) throws { try checkStops(count, on: plugin) }

  @Test("losses of an evaluation", arguments: TestPlugin.cpu)
  func losses(plugin: TestPlugin) throws {
    try compareLosses(Ablation.standard.configuration, on: plugin) { $0.logitsAtOnce = 3 * 24 }
  }

  @Test("scores of decoding", arguments: TestPlugin.cpu)
  func scores(plugin: TestPlugin) throws { try compareDecoding(Ablation.standard.configuration, on: plugin) }
}
