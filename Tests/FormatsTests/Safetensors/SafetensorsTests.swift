import Foundation
import TestSupport
import Testing

@testable import Formats

@Suite struct SafetensorsTests {
  static func write(_ path: String, reversed: Bool = false) throws -> WrittenFile {
    let a = [1, -2, 3.5, .pi, 0, .infinity] as [Float]
    let b = [7] as [Float]
    return try a.withUnsafeBufferPointer { a in
      try b.withUnsafeBufferPointer { b in
        let tensors = [
          TensorToWrite(name: "weights", shape: [2, 3], floats: a),
          TensorToWrite(name: "a.scalar", shape: [], floats: b),
          TensorToWrite(name: "step", shape: [2], integers: [123, -1]),
          TensorToWrite(name: "empty", shape: [0, 4], integers: []),
        ]
        return try SafetensorsWriter.write(
          reversed ? tensors.reversed() : tensors, metadata: ["config": "{}", "é\n": "x"], to: path)
      }
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    let folder = try TestFolder()
    _ = try Self.write(folder.file("a"))
    let file = try SafetensorsFile(path: folder.file("a"))
    #expect(file.names == ["a.scalar", "empty", "step", "weights"])
    #expect(file.metadata == ["config": "{}", "é\n": "x"])
    #expect(Array(try file.floats("weights", shape: [2, 3])) == [1, -2, 3.5, .pi, 0, .infinity])
    #expect(Array(try file.floats("a.scalar")) == [7])
    #expect(try file.integers("step") == [123, -1])
    #expect(try file.integers("empty", shape: [0, 4]) == [])
    var copy = [Float](repeating: 0, count: 6)
    try copy.withUnsafeMutableBufferPointer { try file.copyFloats("weights", into: $0) }
    #expect(copy == [1, -2, 3.5, .pi, 0, .infinity])
    #expect(file.info("weights")?.elementCount == 6)
    withExtendedLifetime(file) {}
  }

  @Test func bytesDoNotDependOnTheOrderGiven() throws {
    let folder = try TestFolder()
    let first = try Self.write(folder.file("a"))
    let second = try Self.write(folder.file("b"), reversed: true)
    #expect(first.digest == second.digest)
    let bytes = try folder.bytes("a")
    let length = bytes[..<8].enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    #expect(length % 8 == 0)
    #expect(bytes[8] == UInt8(ascii: "{"))
  }

  @Test func halfPrecisionBecomesFloat() throws {
    let folder = try TestFolder()
    let halves: [(UInt16, Float)] = [
      (0x0000, 0), (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x0001, 0x1p-24), (0x0400, 0x1p-14),
      (0x7C00, .infinity),
      (0x3555, 0.33325195),
    ]
    let brains: [(UInt16, Float)] = [
      (0x3F80, 1), (0xC0A0, -5), (0x7F80, .infinity), (0x0001, Float(bitPattern: 0x10000)),
    ]
    for (type, values) in [("F16", halves), ("BF16", brains)] {
      let header =
        "{\"t\":{\"dtype\":\"\(type)\",\"shape\":[\(values.count)],\"data_offsets\":[0,\(2 * values.count)]}}"
      try folder.write(
        MalformedSafetensors.file(header, values.flatMap { [UInt8($0.0 & 255), UInt8($0.0 >> 8)] }), to: "a")
      let file = try SafetensorsFile(path: folder.file("a"))
      var copy = [Float](repeating: 0, count: values.count)
      try copy.withUnsafeMutableBufferPointer { try file.copyFloats("t", into: $0) }
      #expect(copy == values.map(\.1))
    }
  }

  @Test func asksForWhatIsNotThere() throws {
    let folder = try TestFolder()
    _ = try Self.write(folder.file("a"))
    let file = try SafetensorsFile(path: folder.file("a"))
    let expected: [(String, () throws -> Void)] = [
      ("a: no tensor \"x\"", { _ = try file.floats("x") }),
      ("a: tensor \"step\" has type I64 (expected F32)", { _ = try file.floats("step") }),
      ("a: tensor \"weights\" has type F32 (expected I64)", { _ = try file.integers("weights") }),
      ("a: tensor \"weights\" has shape [2, 3] (expected [3, 2])", { _ = try file.floats("weights", shape: [3, 2]) }),
      ("a: no \"k\" in __metadata__", { _ = try file.metadata("k") }),
    ]
    for (text, body) in expected { #expect(message(folder, body) == text) }
  }

  @Test func refusesToWriteNonsense() throws {
    let folder = try TestFolder()
    let tensor = { TensorToWrite(name: $0, shape: $1, integers: [1, 2]) }
    let expected: [(String, [TensorToWrite])] = [
      ("a: two tensors called \"x\"", [tensor("x", [2]), tensor("x", [2])]),
      ("a: a tensor called __metadata__, which is reserved", [tensor("__metadata__", [2])]),
      ("a: tensor \"x\" takes 16 bytes (expected 24 for its shape and type)", [tensor("x", [3])]),
      ("a: the shape of tensor \"x\" has more elements than 64 bits can count", [tensor("x", [.max, 2])]),
    ]
    for (text, tensors) in expected {
      #expect(message(folder) { _ = try SafetensorsWriter.write(tensors, metadata: [:], to: folder.file("a")) } == text)
    }
    #expect(try folder.names() == [])
  }
}
