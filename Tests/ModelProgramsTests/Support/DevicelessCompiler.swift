import Accelerators
import ModelPrograms
import PJRT
import Testing
import Training
import Transformer

/// NVIDIA's plugin, which compiles for an H100 where there is none.
struct DevicelessCompiler {
  private static let environment = SearchEnvironment.system(executable: nil)

  /// The plugin with its compiler beside it.
  static let plugin: FoundPlugin? = PluginSearch(environment).all(of: .cuda).first {
    !$0.compileOverrides(in: environment).isEmpty
  }
  static let missing = "no CUDA plugin is installed (pipelines/install-plugin.sh cuda13)"

  private let found: FoundPlugin

  init() throws { found = try #require(Self.plugin) }

  /// A step as `lm-train` takes it, with clipping and the attention that is best there.
  func request(_ configuration: ModelConfiguration, batch: Int, precision: ProgramPrecision) -> TrainingProgram {
    var settings = TrainingSettings()
    settings.clipNorm = 1
    let shape = BatchShape(batch: batch, positions: configuration.contextLength)
    var request = TrainingProgram(configuration, shape: shape, settings: settings)
    request.precision = precision
    request.attention = .best(platform: "cuda", configuration, precision)
    return request
  }

  func compile(_ request: TrainingProgram) throws -> CompiledProgram { try compile(request.build()) }

  func compile(_ model: ModelProgram) throws -> CompiledProgram {
    let topology = try DevicelessTarget.h100.topology(plugin: found.load(in: Self.environment))
    return try topology.compile(
      program: model.text(platform: "cuda"),
      CompileOptions(replicas: model.program.replicas, overrides: found.compileOverrides(in: Self.environment)))
  }
}
