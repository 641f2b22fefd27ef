import Accelerators
import Foundation
import PJRT
import TestSupport
import Testing

extension PluginTests {
  /// What every plugin must do: each test runs on all CPU plugins that are installed.
  @Suite("A client of a CPU plugin")
  struct ClientTests {
    private func client(_ path: String, devices: Int64 = 1) throws -> Client {
      try Client(plugin: Plugin(path: path), options: ["cpu_device_count": .int64(devices)])
    }

    private static let sum = """
      func.func public @main(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> tensor<2x3xf32> {
        %c = stablehlo.add %a, %b : tensor<2x3xf32>
        return %c : tensor<2x3xf32>
      }
      """

    @Test("devices and platform are told", arguments: InstalledPlugins.cpu)
    func devices(path: String) throws {
      let client = try client(path, devices: 4)
      #expect(client.platformName == "cpu")
      let devices = try client.devices()
      #expect(devices.map(\.id) == [0, 1, 2, 3])
      #expect(devices.allSatisfy { !$0.kind.isEmpty && !$0.description.isEmpty })
      #expect(try client.deviceCount() == 4)
      #expect(client.plugin.version >= .oldest)
      #expect(client.plugin.stableHLOVersion?.count == 3)
      let again = try Plugin(path: path)
      #expect(again.attributes == client.plugin.attributes)
    }

    @Test("a store that a plugin does not need is no trouble", arguments: InstalledPlugins.cpu)
    func store(path: String) throws {
      let folder = try TestFolder()
      let store = KeyValueFolder(folder: folder.path)
      let client = try Client(plugin: Plugin(path: path), options: ["cpu_device_count": .int64(2)], store: store)
      #expect(try client.devices().count == 2)
      #expect(client.processIndex == 0)
      #expect(try folder.names() == [])
    }

    @Test("a program runs on what it is given", arguments: InstalledPlugins.cpu)
    func runs(path: String) throws {
      let client = try client(path)
      let device = try #require(try client.devices().first)
      let executable = try client.compile(program: Self.sum)
      let a = try client.buffer([1, 2, 3, 4, 5, 6] as [Float], [2, 3], on: device)
      let b = try client.buffer([10, 20, 30, 40, 50, 60] as [Float], [2, 3], on: device)
      for _ in 0..<3 {
        let execution = try executable.execute([[a, b]])
        try execution.wait()
        try #require(execution.results.count == 1 && execution.results[0].count == 1)
        let result = execution.results[0][0]
        try result.ready().wait()
        #expect(try result.ready().isReady())
        #expect(try result.elements(as: Float.self) == [11, 22, 33, 44, 55, 66])
      }
      #expect(try a.elements(as: Float.self) == [1, 2, 3, 4, 5, 6])
    }

    @Test("every element type arrives and comes back as it was", arguments: InstalledPlugins.cpu)
    func elementTypes(path: String) throws {
      let client = try client(path)
      let device = try #require(try client.devices().first)
      for type in ElementType.allCases {
        // 0 and 1 as bytes are values of every type.
        let bytes = (0..<6 * type.byteCount).map { UInt8($0 % 2) }
        let buffer = try bytes.withUnsafeBytes { try client.buffer($0, TensorType(type, [2, 3]), on: device) }
        var back = [UInt8](repeating: 9, count: bytes.count)
        try back.withUnsafeMutableBytes { try buffer.copy(to: $0).wait() }
        #expect(back == bytes, "\(type)")
      }
    }

    @Test("tensors without dimensions and without elements", arguments: InstalledPlugins.cpu)
    func smallTensors(path: String) throws {
      let client = try client(path)
      let device = try #require(try client.devices().first)
      #expect(try client.buffer([7] as [Int32], [], on: device).elements(as: Int32.self) == [7])
      #expect(try client.buffer([] as [Float], [0, 4], on: device).elements(as: Float.self) == [])
    }

    @Test("a result comes row by row, however the device has it", arguments: InstalledPlugins.cpu)
    func layout(path: String) throws {
      let client = try client(path)
      let device = try #require(try client.devices().first)
      let executable = try client.compile(
        program: """
          func.func public @main(%a: tensor<2x3xi32>) -> tensor<3x2xi32> {
            %t = stablehlo.transpose %a, dims = [1, 0] : (tensor<2x3xi32>) -> tensor<3x2xi32>
            return %t : tensor<3x2xi32>
          }
          """)
      let a = try client.buffer([1, 2, 3, 4, 5, 6] as [Int32], [2, 3], on: device)
      #expect(try executable.execute([[a]]).results[0][0].elements(as: Int32.self) == [1, 4, 2, 5, 3, 6])
    }

    @Test("devices add up what they have", arguments: InstalledPlugins.cpu)
    func allReduce(path: String) throws {
      let client = try client(path, devices: 2)
      let devices = try client.devices()
      let executable = try client.compile(
        program: """
          func.func public @main(%a: tensor<3xf32>) -> tensor<3xf32> {
            %s = "stablehlo.all_reduce"(%a) ({
            ^bb0(%x: tensor<f32>, %y: tensor<f32>):
              %z = stablehlo.add %x, %y : tensor<f32>
              stablehlo.return %z : tensor<f32>
            }) {replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>} : (tensor<3xf32>) -> tensor<3xf32>
            return %s : tensor<3xf32>
          }
          """, CompileOptions(replicas: 2))
      #expect(executable.deviceIDs == [0, 1])
      let inputs = try devices.enumerated().map { index, device in
        [try client.buffer([1, 2, 3].map { $0 * Float(index + 1) }, [3], on: device)]
      }
      for _ in 0..<3 {
        let execution = try executable.execute(inputs)
        try execution.wait()
        for results in execution.results { #expect(try results[0].elements(as: Float.self) == [3, 6, 9]) }
      }
    }

    @Test("one device can be chosen", arguments: InstalledPlugins.cpu)
    func chosenDevice(path: String) throws {
      let client = try client(path, devices: 2)
      let executable = try client.compile(program: Self.sum, CompileOptions(devices: [1]))
      #expect(executable.deviceIDs == [1])
      let device = try client.devices()[1]
      let a = try client.buffer([Float](repeating: 2, count: 6), [2, 3], on: device)
      #expect(try executable.execute([[a, a]]).results[0][0].elements(as: Float.self) == [4, 4, 4, 4, 4, 4])
      let other = try client.buffer([Float](repeating: 2, count: 6), [2, 3], on: client.devices()[0])
      #expect(throws: CallError.argumentDevice(index: 1, expected: 1, found: 0)) {
        try executable.execute([[a, other]])
      }
    }

    @Test("an option of XLA's is obeyed, and an unknown one refused", arguments: InstalledPlugins.cpu)
    func overrides(path: String) throws {
      let client = try client(path)
      let known = CompileOptions(overrides: ["xla_cpu_enable_fast_math": .bool(false)])
      _ = try client.compile(program: Self.sum, known)
      #expect {
        try client.compile(program: Self.sum, CompileOptions(overrides: ["xla_no_such": .bool(true)]))
      } throws: { error in
        (error as? DeviceError)?.words.contains("xla_no_such") == true
      }
    }

    @Test("memory is given back", arguments: InstalledPlugins.cpu)
    func memory(path: String) throws {
      let client = try client(path)
      let device = try #require(try client.devices().first)
      let executable = try client.compile(program: Self.sum.replacing("2x3", with: "1024x1024"))
      let values = [Float](repeating: 1, count: 1 << 20)
      let before = residentBytes()
      for _ in 0..<500 {
        let a = try client.buffer(values, [1024, 1024], on: device)
        let execution = try executable.execute([[a, a]])
        try execution.wait()
        #expect(try execution.results[0][0].ready().isReady())
      }
      // What 500 calls use is 4 GB. Other tests run beside this one.
      #expect(residentBytes() - before < 2 << 30)
    }

    private func residentBytes() -> Int {
      let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
      return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
    }

    @Test("a program that is wrong is refused with the compiler's words", arguments: InstalledPlugins.cpu)
    func wrongProgram(path: String) throws {
      let client = try client(path)
      #expect(throws: CallError.self) { try client.compile(program: "") }
      #expect {
        try client.compile(program: "func.func @main(%a: tensor<2xf32>) -> tensor<3xf32> { return %a : tensor<3xf32> }")
      } throws: { error in
        guard let error = error as? DeviceError else { return false }
        return error.words.contains("tensor<3xf32>") && error.description.hasPrefix("compiling the program: the plugin")
      }
      #expect(throws: CallError.replicas(replicas: 2, partitions: 1, devices: 1)) {
        try client.compile(program: Self.sum, CompileOptions(replicas: 2))
      }
      #expect(throws: CallError.replicas(replicas: 0, partitions: 1, devices: 1)) {
        try client.compile(program: Self.sum, CompileOptions(replicas: 0))
      }
    }
  }
}
