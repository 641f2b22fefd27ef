import Accelerators
import ModelPrograms
import PJRT
import Testing
import Transformer

/// What an H100 would be given, compiled where there is none.
@Suite(
  "The training step for an H100", .serialized,
  .enabled(if: DevicelessCompiler.isInstalled, Comment(rawValue: DevicelessCompiler.missing)))
struct DevicelessTests {
  /// The course's TinyStories model at batch 32.
  private func compile(_ change: (inout TrainingProgram) -> Void) throws -> CompiledProgram {
    let compiler = try DevicelessCompiler.installed()
    var request = compiler.request(ModelConfiguration(), batch: 32, precision: .bf16)
    change(&request)
    return try compiler.compile(request)
  }

  /// cuDNN's kernels, one each way for each block, and no room for probabilities.
  @Test func fusedAttention() throws {
    let program = try compile { $0.attention = .fused }
    let (memory, launches) = (try program.memory(), try program.launches())
    #expect(launches.launches["__cudnn$fmhaSoftmax"] == 4 && launches.launches["__cudnn$fmhaSoftmaxBackward"] == 4)
    #expect(launches.launchCount <= 300, "\(launches.launches)")
    #expect(memory.temporaries <= 1_288_490_188)
    #expect(memory.aliased == 3 * 4 * ParameterGroup.all(of: ModelConfiguration()).reduce(0) { $0 + $1.type.count })
  }

  /// A token of 64 samples: keys and values stay where they are, and nothing of their size is made beside them.
  @Test func decoding() throws {
    let compiler = try DevicelessCompiler.installed()
    let configuration = ModelConfiguration()
    var request = DecodingProgram(configuration, batch: 64)
    request.precision = .bf16
    let cache = 2 * 2 * configuration.layers * 64 * configuration.contextLength * configuration.width
    for new in [1, 128] {
      request.newPositions = new
      let program = try compiler.compile(request.build())
      let memory = try program.memory()
      #expect(memory.aliased == cache)
      if new == 1 { #expect(memory.temporaries < cache / 2, "\(memory)") }
    }
  }

  @Test func plainAttention() throws {
    let program = try compile { ($0.attention, $0.stepsPerLaunch) = (.plain, 4) }
    #expect(try program.launches().launches.keys.allSatisfy { !$0.contains("fmha") })
    #expect(try program.memory().temporaries <= 2_200_000_000)
  }
}
