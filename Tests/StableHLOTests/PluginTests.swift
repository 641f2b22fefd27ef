import Reference
import StableHLO
import TestSupport
import Testing

/// Plugins and the interpreter compute the same.
@Suite(
  "Operations on CPU plugins", .serialized, .enabled(if: !TestPlugin.cpu.isEmpty, Comment(rawValue: TestPlugin.missing))
)
struct PluginTests {
  @Test("values and gradients are the interpreter's", arguments: TestPlugin.cpu, GradientCase.all)
  func rules(plugin: TestPlugin, example: GradientCase) throws {
    let (program, arguments) = (try example.program(), example.arguments)
    let tensors = zip(example.shapes, arguments).map { SlowTensor(TensorType($0, .f32), $1.map { Double(Float($0)) }) }
    let expected = try GraphInterpreter().run(program, tensors)
    let found = try plugin.run(program, replicas: [tensors.map(\.values)])[0]
    for (result, tensor) in zip(found, expected) {
      for (a, b) in zip(result, tensor.values) { #expect(abs(a - b) < 1e-5 * max(1, abs(b))) }
    }
  }

  /// bfloat16, ids of every width, loops in loops, and a sum over replicas.
  @Test("types, loops and replicas", arguments: TestPlugin.cpu)
  func others(plugin: TestPlugin) throws {
    let graph = Graph()
    let short = try graph.argument(TensorType([3], .u16)), long = try graph.argument(TensorType([3], .u32))
    let x = try graph.argument(TensorType([3], .bf16))
    let ids = try short.converted(to: .i32) + long.converted(to: .i32)
    let sums = try graph.repeated(3, carrying: [x.converted(to: .f32)], reading: [ids]) { region, index, state, read in
      try region.repeated(2, carrying: state, reading: [read[0], index]) { _, _, state, read in
        let step = try (read[0] + read[1].broadcast(to: [3])).converted(to: .f32)
        return [try state[0] + step]
      }
    }
    let everywhere = try sums[0].summedOverReplicas(2)
    let isFinite = try (everywhere / sums[0].filled(with: 0)).applying(.isFinite)
    let results = [everywhere, try everywhere.converted(to: .bf16), isFinite, try graph.iota(ids.type, dimension: 0)]
    let program = try Program(name: "others", graph: graph, results: results, replicas: 2)
    let replicas: [[SlowTensor]] = [1, 2].map { factor in
      [
        SlowTensor(short.type, [1, 2, 65_535]), SlowTensor(long.type, [0, 1, 100_000]),
        SlowTensor(x.type, [0.5 * factor, -1, 256]),
      ]
    }
    let expected = try GraphInterpreter().run(program, replicas: replicas)
    let found = try plugin.run(program, replicas: replicas.map { $0.map(\.values) })
    #expect(found == expected.map { $0.map(\.values) })
    #expect(expected[0][0].values[0] == 25.5 && expected[1][2].values == [0, 0, 0])
  }
}
