import PJRT
import Testing

extension PluginTests {
  @Suite("What is known of a compiled program")
  struct CompiledProgramTests {
    private static let product = """
      module @product {
        func.func public @main(%a: tensor<64x32xf32>, %b: tensor<32x16xf32>) -> (tensor<64x16xf32>, tensor<i32>) {
          %c = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<64x32xf32>, tensor<32x16xf32>) \
      -> tensor<64x16xf32>
          %n = stablehlo.constant dense<7> : tensor<i32>
          return %c, %n : tensor<64x16xf32>, tensor<i32>
        }
      }
      """

    @Test("name, results, memory and costs", arguments: InstalledPlugins.cpu)
    func facts(path: String) throws {
      let client = try Client(plugin: Plugin(path: path), options: ["cpu_device_count": .int64(1)])
      let program = try client.compile(program: Self.product).program
      #expect(try program.name().contains("product"))
      #expect(try program.results() == [TensorType(.f32, [64, 16]), TensorType(.s32)])
      let memory = try program.memory()
      #expect(memory.arguments == 64 * 32 * 4 + 32 * 16 * 4)
      #expect(memory.results >= 64 * 16 * 4 + 4)
      #expect(memory.aliased == 0)
      #expect(memory.total >= memory.arguments + memory.results)
      do {
        #expect(try program.costs()["flops"] == .float(Float(2 * 64 * 32 * 16)))
      } catch {
        // The newer CPU plugin does not count.
        #expect(error.code == .unimplemented)
      }
    }

    @Test("a program that was serialized runs as the first did", arguments: InstalledPlugins.cpu)
    func serialized(path: String) throws {
      let client = try Client(plugin: Plugin(path: path), options: ["cpu_device_count": .int64(1)])
      let device = try #require(try client.devices().first)
      let first = try client.compile(program: Self.product)
      let bytes = try first.program.serialized()
      let second = try client.load(serialized: bytes, first.signature)
      let a = try client.buffer((0..<64 * 32).map { Float($0 % 7) }, [64, 32], on: device)
      let b = try client.buffer((0..<32 * 16).map { Float($0 % 5) }, [32, 16], on: device)
      let results = try [first, second].map { executable in
        let results = try executable.execute([[a, b]]).results[0]
        #expect(try results[1].elements(as: Int32.self) == [7])
        return try results[0].elements(as: Float.self)
      }
      #expect(results[0] == results[1])
      var element: Float = 0
      for index in 0..<32 { element += Float(index % 7) * Float(index * 16 % 5) }
      #expect(results[0][0] == element)
    }

    @Test("devices are kept with a serialized program, and half of one is refused", arguments: InstalledPlugins.cpu)
    func serializedDevices(path: String) throws {
      let client = try Client(plugin: Plugin(path: path), options: ["cpu_device_count": .int64(2)])
      for options in [CompileOptions(replicas: 2), CompileOptions(devices: [1])] {
        let first = try client.compile(program: Self.product, options)
        let bytes = try first.program.serialized()
        #expect(try client.load(serialized: bytes, first.signature).deviceIDs == first.deviceIDs)
        #expect(throws: DeviceError.self) {
          try client.load(serialized: Array(bytes.prefix(bytes.count / 2)), first.signature)
        }
      }
    }

    @Test("a serialized program with another signature is refused", arguments: InstalledPlugins.cpu)
    func otherSignature(path: String) throws {
      let client = try Client(plugin: Plugin(path: path), options: ["cpu_device_count": .int64(1)])
      let bytes = try client.compile(program: Self.product).program.serialized()
      let other = ProgramSignature(arguments: [], results: [TensorType(.f32, [2])])
      #expect(
        throws: CallError.results(
          expected: other.results, found: [TensorType(.f32, [64, 16]), TensorType(.s32)])
      ) { try client.load(serialized: bytes, other) }
      #expect(throws: CallError.self) { try client.load(serialized: [], other) }
    }

    @Test("what is launched is counted, the body of a loop once", arguments: InstalledPlugins.cpu)
    func launches(path: String) throws {
      let client = try Client(plugin: Plugin(path: path), options: ["cpu_device_count": .int64(1)])
      let program = try client.compile(
        program: """
          func.func public @main(%a: tensor<64x64xf32>) -> tensor<64x64xf32> {
            %zero = stablehlo.constant dense<0> : tensor<i32>
            %r:2 = stablehlo.while(%i = %zero, %x = %a) : tensor<i32>, tensor<64x64xf32>
            cond {
              %n = stablehlo.constant dense<5> : tensor<i32>
              %p = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
              stablehlo.return %p : tensor<i1>
            } do {
              %one = stablehlo.constant dense<1> : tensor<i32>
              %j = stablehlo.add %i, %one : tensor<i32>
              %y = stablehlo.dot_general %x, %x, contracting_dims = [1] x [0] : (tensor<64x64xf32>, tensor<64x64xf32>) \
          -> tensor<64x64xf32>
              stablehlo.return %j, %y : tensor<i32>, tensor<64x64xf32>
            }
            return %r#1 : tensor<64x64xf32>
          }
          """
      ).program
      let optimized = try program.launches()
      #expect(optimized.computations.contains { $0.instructions.contains { $0.opcode == "while" } })
      #expect(
        optimized.launches["dot", default: 0] + optimized.launches["custom-call", default: 0]
          + optimized.launches["fusion", default: 0] >= 1, "\(optimized.launches)")
      #expect(optimized.launches["while"] == nil && optimized.launches["parameter"] == nil)
      #expect((2...8).contains(optimized.launchCount), "\(optimized.launches)")
    }

    @Test("the optimized program is given in the plugin's form", arguments: InstalledPlugins.cpu)
    func optimized(path: String) throws {
      let client = try Client(plugin: Plugin(path: path), options: ["cpu_device_count": .int64(1)])
      let (format, bytes) = try client.compile(program: Self.product).program.optimized()
      #expect(format.hasPrefix("hlo"))
      #expect(bytes.count > 100)
    }
  }
}
