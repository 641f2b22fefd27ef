import Accelerators
import ModelPrograms
import PJRT
import Testing
import Training
import Transformer

extension DevicelessCompiler {
  private static let environment = SearchEnvironment.system(executable: nil)

  static let isInstalled = plugin(in: environment) != nil
  static let missing = "no CUDA plugin is installed (pipelines/install-plugin.sh cuda13)"

  /// The compiler that is installed.
  static func installed() throws -> DevicelessCompiler { try #require(try DevicelessCompiler(environment)) }

  /// A step as `lm-train` takes it, with clipping and the attention that is best there.
  func request(
    _ configuration: ModelConfiguration, batch: Int, precision: ProgramPrecision, muon: MuonSettings? = nil
  ) -> TrainingProgram {
    var settings = TrainingSettings()
    (settings.clipNorm, settings.muon) = (1, muon)
    let shape = BatchShape(batch: batch, positions: configuration.contextLength)
    var request = TrainingProgram(configuration, shape: shape, settings: settings)
    request.precision = precision
    request.attention = .best(platform: "cuda", configuration, precision)
    return request
  }

  func compile(_ request: TrainingProgram) throws -> CompiledProgram { try compile(request.build()) }

  func compile(_ model: ModelProgram) throws -> CompiledProgram {
    try compile(model.text(platform: platformName), replicas: model.program.replicas)
  }
}
