import Accelerators
import PJRT
import Testing

/// NVIDIA's plugins with their compiler beside them.
private enum InstalledCUDA {
  static let environment = SearchEnvironment.system(executable: nil)

  static let plugins: [FoundPlugin] = PluginSearch(environment).all(of: .cuda).filter {
    !$0.compileOverrides(in: environment).isEmpty
  }
}

/// A machine without a GPU still compiles what a GPU would run.
@Suite(
  "Programs for a GPU that is not there",
  .enabled(
    if: !InstalledCUDA.plugins.isEmpty, "no CUDA plugin is installed (pipelines/install-plugin.sh cuda13)"))
struct DevicelessTargetTests {
  @Test("a product in bfloat16 compiles for an H100, and its memory is known", arguments: InstalledCUDA.plugins)
  fileprivate func product(found: FoundPlugin) throws {
    let environment = InstalledCUDA.environment
    let topology = try DevicelessTarget.h100.topology(plugin: found.load(in: environment))
    #expect(topology.platformName == "cuda")
    let program = try topology.compile(
      program: """
        func.func public @main(%a: tensor<512x256xbf16>, %b: tensor<256x1024xbf16>) -> tensor<512x1024xf32> {
          %c = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<512x256xbf16>, \
        tensor<256x1024xbf16>) -> tensor<512x1024xf32>
          %e = stablehlo.exponential %c : tensor<512x1024xf32>
          return %e : tensor<512x1024xf32>
        }
        """, CompileOptions(overrides: found.compileOverrides(in: environment)))
    let memory = try program.memory()
    #expect(memory.arguments == (512 * 256 + 256 * 1024) * 2)
    #expect(memory.results == 512 * 1024 * 4)
    #expect(try program.results() == [TensorType(.f32, [512, 1024])])
    #expect(memory.peak >= memory.arguments + memory.results)
    let launched = try program.launches()
    #expect((1...3).contains(launched.launchCount), "\(launched.launches)")
    #expect(try !program.serialized().isEmpty)
  }
}

@Suite("The description of a GPU that is not there")
struct DevicelessTextTests {
  @Test("the description is one of an H100")
  func text() {
    let text = "\(DevicelessTarget.h100)"
    #expect(text.contains("core_count: 132\n"))
    #expect(text.contains("rate_infos { key: 16 value { clock_rate_ghz: 1.83 units_per_core: 4 ops_per_clock: 512 } }"))
    #expect(text.filter { $0 == "{" }.count == text.filter { $0 == "}" }.count)
  }
}
