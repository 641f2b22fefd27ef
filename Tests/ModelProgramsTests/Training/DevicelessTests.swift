import Accelerators
import ModelPrograms
import PJRT
import Testing
import Training
import Transformer

private let environment = SearchEnvironment.system(executable: nil)

/// NVIDIA's plugin with its compiler beside it.
private let cuda: FoundPlugin? = PluginSearch(environment).all(of: .cuda).first {
  !$0.compileOverrides(in: environment).isEmpty
}

/// What an H100 would be given, compiled where there is none.
@Suite(
  "The training step for an H100", .serialized,
  .enabled(if: cuda != nil, "no CUDA plugin is installed (pipelines/install-plugin.sh cuda13)"))
struct DevicelessTests {
  private func compile(_ request: TrainingProgram) throws -> CompiledProgram {
    let found = try #require(cuda)
    let topology = try DevicelessTarget.h100.topology(plugin: found.load(in: environment))
    return try topology.compile(
      program: request.build().program.text,
      CompileOptions(replicas: request.replicas, overrides: found.compileOverrides(in: environment)))
  }

  /// The course's TinyStories model at batch 32.
  private func request(_ change: (inout TrainingProgram) -> Void) -> TrainingProgram {
    var settings = TrainingSettings()
    settings.clipNorm = 1
    let configuration = ModelConfiguration()
    var request = TrainingProgram(
      configuration, shape: BatchShape(batch: 32, positions: configuration.contextLength), settings: settings)
    request.precision = .bf16
    change(&request)
    return request
  }

  /// cuDNN's kernels, one each way for each block, and no room for probabilities.
  @Test func fusedAttention() throws {
    let program = try compile(request { $0.attention = .fused })
    let (memory, launches) = (try program.memory(), try program.launches())
    #expect(launches.launches["__cudnn$fmhaSoftmax"] == 4 && launches.launches["__cudnn$fmhaSoftmaxBackward"] == 4)
    #expect(launches.launchCount <= 300, "\(launches.launches)")
    #expect(memory.temporaries <= 1_288_490_188)
    #expect(memory.aliased == 3 * 4 * ParameterGroup.all(of: ModelConfiguration()).reduce(0) { $0 + $1.type.count })
  }

  /// A token of 64 samples: keys and values stay where they are, and nothing of their size is made beside them.
  @Test func decoding() throws {
    let found = try #require(cuda)
    let topology = try DevicelessTarget.h100.topology(plugin: found.load(in: environment))
    let configuration = ModelConfiguration()
    var request = DecodingProgram(configuration, batch: 64)
    request.precision = .bf16
    let cache = 2 * 2 * configuration.layers * 64 * configuration.contextLength * configuration.width
    for new in [1, 128] {
      request.newPositions = new
      let program = try topology.compile(
        program: request.build().program.text, CompileOptions(overrides: found.compileOverrides(in: environment)))
      let memory = try program.memory()
      #expect(memory.aliased == cache)
      if new == 1 { #expect(memory.temporaries < cache / 2, "\(memory)") }
    }
  }

  @Test func plainAttention() throws {
    let program = try compile(request { $0.stepsPerLaunch = 4 })
    #expect(try program.launches().launches.keys.allSatisfy { !$0.contains("fmha") })
    #expect(try program.memory().temporaries <= 2_200_000_000)
  }
}
