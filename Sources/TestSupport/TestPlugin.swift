import Accelerators
import Foundation
import PJRT
import StableHLO

/// A plugin that runs programs on this machine's processor, for tests.
package struct TestPlugin: Sendable, CustomStringConvertible {
  /// Those that are installed where the tools would look.
  package static let cpu = PluginSearch(.system(executable: nil)).all(of: .cpuXLA).map { TestPlugin(path: $0.path) }

  /// Why tests of plugins do not run.
  package static let missing = "no CPU plugin is installed (pipelines/install-plugin.sh cpu)"

  package let path: String
  package var description: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Clients and programs are kept, and used by one test at a time.
  private static let turn = NSLock()
  /// Clients by path: each has four devices.
  nonisolated(unsafe) private static var clients: [String: Client] = [:]
  /// Compiled programs by path and text.
  nonisolated(unsafe) private static var executables: [String: Executable] = [:]

  /// The plugin at work, with four devices.
  package func client() throws -> Client {
    Self.turn.lock()
    defer { Self.turn.unlock() }
    return try sharedClient()
  }

  private func sharedClient() throws -> Client {
    let client = try Self.clients[path] ?? Client(plugin: Plugin(path: path), options: ["cpu_device_count": .int64(4)])
    Self.clients[path] = client
    return client
  }

  /// Runs a program on as many devices as it has replicas.
  ///
  /// - Parameters:
  ///   - program: what runs
  ///   - replicas: for each replica the elements of its arguments, row-major
  /// - Returns: for each replica the elements of its results
  /// - Throws: what the plugin says
  package func run(_ program: Program, replicas: [[[Double]]]) throws -> [[[Double]]] {
    Self.turn.lock()
    defer { Self.turn.unlock() }
    let client = try sharedClient()
    let text = program.text(productsInFloat32: true)
    let executable =
      try Self.executables[path + text]
      ?? client.compile(program: text, CompileOptions(replicas: program.replicas, partitions: 1))
    Self.executables[path + text] = executable
    let devices = try client.devices()
    let arguments = try zip(replicas, executable.deviceIDs).map { arguments, id in
      guard let device = devices.first(where: { $0.id == id }) else { throw NoDevice(id: id) }
      return try zip(arguments, program.graph.arguments).map { elements, type in
        try Self.bytes(elements, type.element).withUnsafeBytes {
          try client.buffer($0, PJRT.TensorType(Self.element(type.element), type.shape), on: device)
        }
      }
    }
    let execution = try executable.execute(arguments)
    try execution.wait()
    return try execution.results.map { buffers in
      try zip(buffers, program.results).map { buffer, result in
        var bytes = [UInt8](repeating: 0, count: buffer.type.byteCount ?? 0)
        try bytes.withUnsafeMutableBytes { try buffer.copy(to: $0).wait() }
        return Self.numbers(bytes, result.element)
      }
    }
  }

  private struct NoDevice: Error {
    let id: Int
  }

  private static func element(_ element: StableHLO.ElementType) -> PJRT.ElementType {
    switch element {
    case .f32: .f32
    case .bf16: .bf16
    case .i32: .s32
    case .i64: .s64
    case .u8: .u8
    case .u16: .u16
    case .u32: .u32
    case .i1: .pred
    }
  }

  private static func bytes(_ numbers: [Double], _ element: StableHLO.ElementType) -> [UInt8] {
    func raw<Element>(_ elements: [Element]) -> [UInt8] { elements.withUnsafeBytes(Array.init) }
    switch element {
    case .f32: return raw(numbers.map { Float($0) })
    case .bf16: return raw(numbers.map { UInt16(Float($0).bitPattern >> 16) })
    case .i32: return raw(numbers.map { Int32($0) })
    case .i64: return raw(numbers.map { Int64($0) })
    case .u16: return raw(numbers.map { UInt16($0) })
    case .u32: return raw(numbers.map { UInt32($0) })
    case .u8: return numbers.map { UInt8($0) }
    case .i1: return numbers.map { $0 == 0 ? 0 : 1 }
    }
  }

  private static func numbers(_ bytes: [UInt8], _ element: StableHLO.ElementType) -> [Double] {
    func read<Element: BitwiseCopyable>(_ type: Element.Type, _ number: (Element) -> Double) -> [Double] {
      bytes.withUnsafeBytes { bytes in
        (0..<bytes.count / MemoryLayout<Element>.size).map {
          number(bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Element>.size, as: type))
        }
      }
    }
    switch element {
    case .f32: return read(Float.self) { Double($0) }
    case .bf16: return read(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .i32: return read(Int32.self) { Double($0) }
    case .i64: return read(Int64.self) { Double($0) }
    case .u16: return read(UInt16.self) { Double($0) }
    case .u32: return read(UInt32.self) { Double($0) }
    case .u8: return bytes.map(Double.init)
    case .i1: return bytes.map { $0 == 0 ? 0 : 1 }
    }
  }
}
