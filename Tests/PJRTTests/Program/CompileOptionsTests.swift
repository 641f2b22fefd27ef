import Testing

@testable import PJRT

@Suite("Options for the compiler, as bytes")
struct CompileOptionsTests {
  @Test("one replica and one partition are the six bytes that plugins know")
  func smallest() {
    #expect(CompileOptions().serialized == [0x1A, 4, 0x20, 1, 0x28, 1])
    #expect(CompileOptions().deviceCount == 1)
  }

  @Test("replicas, partitions and the devices of each")
  func devices() {
    let options = CompileOptions(replicas: 2, partitions: 2, devices: [0, 1, 2, 300])
    #expect(
      options.serialized == [
        0x1A, 25, 0x20, 2, 0x28, 2, 0x30, 1,
        0x4A, 17, 8, 2, 16, 2, 0x1A, 4, 0x0A, 2, 0, 2, 0x1A, 5, 0x0A, 3, 1, 0xAC, 2,
      ])
  }

  @Test("XLA's own options are in the order of their names")
  func overrides() {
    let options = CompileOptions(overrides: ["b": .int(-1), "a": .bool(true), "c": .string("x"), "d": .double(1)])
    #expect(
      options.serialized == [
        0x1A, 4, 0x20, 1, 0x28, 1,
        0x3A, 7, 0x0A, 1, 0x61, 0x12, 2, 0x10, 1,
        0x3A, 16, 0x0A, 1, 0x62, 0x12, 11, 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1,
        0x3A, 8, 0x0A, 1, 0x63, 0x12, 3, 0x0A, 1, 0x78,
        0x3A, 14, 0x0A, 1, 0x64, 0x12, 9, 0x21, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F,
      ])
  }

  @Test("numbers take seven bits a byte")
  func numbers() {
    var writer = ProtobufWriter()
    writer.append(Int64(0), field: 1)
    writer.append(Int64(127), field: 1)
    writer.append(Int64(128), field: 16)
    writer.append(bytes: [], field: 2)
    #expect(writer.bytes == [8, 0, 8, 0x7F, 0x80, 1, 0x80, 1, 0x12, 0])
  }
}
