import PJRT
import Testing

extension PluginTests {
  /// Everything that a plugin may answer by ending the process is refused on our side.
  @Suite("Arguments are checked, and given up once")
  struct DonationTests {
    /// Adds the second argument to the first, in its memory.
    private static let update = """
      func.func public @main(%a: tensor<4xf32> {tf.aliasing_output = 0 : i32}, %b: tensor<4xf32>) -> (tensor<4xf32>) {
        %c = stablehlo.add %a, %b : tensor<4xf32>
        return %c : tensor<4xf32>
      }
      """

    private func parts(_ path: String) throws -> (Client, Device, Executable) {
      let client = try Client(plugin: Plugin(path: path), options: ["cpu_device_count": .int64(1)])
      return (client, try #require(try client.devices().first), try client.compile(program: Self.update))
    }

    @Test(
      "an argument that is given up is consumed, and its successor takes its place", arguments: InstalledPlugins.cpu)
    func chain(path: String) throws {
      let (client, device, executable) = try parts(path)
      #expect(executable.signature.arguments.map(\.isDonated) == [true, false])
      var state = try client.buffer([0, 0, 0, 0] as [Float], [4], on: device)
      let step = try client.buffer([1, 2, 3, 4] as [Float], [4], on: device)
      for _ in 0..<10 {
        let execution = try executable.execute([[state, step]])
        #expect(state.isConsumed)
        state = execution.results[0][0]
      }
      #expect(try state.elements(as: Float.self) == [10, 20, 30, 40])
      #expect(!step.isConsumed)
      #expect(try executable.program.memory().aliased == 16)
    }

    @Test("a consumed or deleted buffer is refused", arguments: InstalledPlugins.cpu)
    func consumed(path: String) throws {
      let (client, device, executable) = try parts(path)
      let state = try client.buffer([0, 0, 0, 0] as [Float], [4], on: device)
      let step = try client.buffer([1, 2, 3, 4] as [Float], [4], on: device)
      _ = try executable.execute([[state, step]])
      #expect(throws: CallError.consumed(index: 0)) { try executable.execute([[state, step]]) }
      #expect(throws: CallError.consumed(index: 0)) { try state.elements(as: Float.self) }
      #expect(throws: CallError.consumed(index: 0)) { try state.ready() }
      step.delete()
      step.delete()
      let fresh = try client.buffer([0, 0, 0, 0] as [Float], [4], on: device)
      #expect(throws: CallError.consumed(index: 1)) { try executable.execute([[fresh, step]]) }
      #expect(throws: CallError.donatedTwice(index: 1)) { try executable.execute([[fresh, fresh]]) }
      #expect(!fresh.isConsumed)
    }

    @Test("arguments of other shapes, types, numbers or clients are refused", arguments: InstalledPlugins.cpu)
    func mismatches(path: String) throws {
      let (client, device, executable) = try parts(path)
      let good = try client.buffer([0, 0, 0, 0] as [Float], [4], on: device)
      let flat = try client.buffer([0, 0, 0, 0] as [Float], [2, 2], on: device)
      let whole = try client.buffer([0, 0, 0, 0] as [Int32], [4], on: device)
      let expected = TensorType(.f32, [4])
      #expect(throws: CallError.argumentType(index: 1, expected: expected, found: TensorType(.f32, [2, 2]))) {
        try executable.execute([[good, flat]])
      }
      #expect(throws: CallError.argumentType(index: 0, expected: expected, found: TensorType(.s32, [4]))) {
        try executable.execute([[whole, good]])
      }
      #expect(throws: CallError.argumentCount(expected: 2, found: 1)) { try executable.execute([[good]]) }
      #expect(throws: CallError.deviceCount(expected: 1, found: 0)) { try executable.execute([]) }
      #expect(throws: CallError.deviceCount(expected: 1, found: 2)) { try executable.execute([[good], [good]]) }
      let (other, otherDevice, _) = try parts(path)
      let foreign = try other.buffer([0, 0, 0, 0] as [Float], [4], on: otherDevice)
      #expect(throws: CallError.otherClient(index: 1)) { try executable.execute([[good, foreign]]) }
      #expect(throws: CallError.otherClient(index: 0)) { try client.buffer([1] as [Float], [1], on: otherDevice) }
      #expect(throws: CallError.elementType(expected: .f32, found: .s32)) { try good.elements(as: Int32.self) }
      #expect(throws: CallError.byteCount(type: expected, expected: 16, found: 12)) {
        try client.buffer([1, 2, 3] as [Float], [4], on: device)
      }
      #expect(throws: CallError.byteCount(type: TensorType(.f32, [-1]), expected: nil, found: 4)) {
        try client.buffer([1] as [Float], [-1], on: device)
      }
      #expect(!good.isConsumed)
    }

    @Test("objects may go in any order", arguments: InstalledPlugins.cpu)
    func lifetimes(path: String) throws {
      var result: Buffer?
      var completion: Event?
      do {
        let (client, device, executable) = try parts(path)
        let a = try client.buffer([1, 1, 1, 1] as [Float], [4], on: device)
        let b = try client.buffer([2, 2, 2, 2] as [Float], [4], on: device)
        let execution = try executable.execute([[a, b]])
        result = execution.results[0][0]
        completion = execution.completions[0]
      }
      try completion?.wait()
      #expect(try result?.elements(as: Float.self) == [3, 3, 3, 3])
    }
  }
}
