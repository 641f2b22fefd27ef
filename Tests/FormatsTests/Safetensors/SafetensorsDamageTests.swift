import TestSupport
import Testing

@testable import Formats

@Suite struct SafetensorsDamageTests {
  @Test(arguments: MalformedSafetensors.all.indices)
  func aMalformedFileHasItsMessage(_ index: Int) throws {
    let example = MalformedSafetensors.all[index]
    let folder = try TestFolder()
    try folder.write(example.bytes, to: "a")
    #expect(
      message(folder) { _ = try SafetensorsFile(path: folder.file("a")) } == "a: " + example.message, "\(example.name)")
  }

  @Test func theTableIsAsLongAsPromised() {
    #expect(MalformedSafetensors.all.count >= 50)
  }

  @Test func aCutAtAnyByteIsRefused() throws {
    let folder = try TestFolder()
    _ = try SafetensorsTests.write(folder.file("a"))
    let whole = try folder.bytes("a")
    for length in 0..<whole.count {
      try folder.write(whole[..<length], to: "cut")
      #expect(throws: FormatError.self, "\(length) of \(whole.count)") {
        try SafetensorsFile(path: folder.file("cut"))
      }
    }
  }

  /// A flipped bit of the numbers cannot be seen (the format has no checksum); one of the header never traps.
  @Test func aFlippedBitOfTheHeaderNeverTraps() throws {
    let folder = try TestFolder()
    _ = try SafetensorsTests.write(folder.file("a"))
    let whole = try folder.bytes("a")
    let header = 8 + Int(whole[0]) + Int(whole[1]) << 8
    for index in 0..<header {
      for bit in 0..<8 {
        var bytes = whole
        bytes[index] ^= 1 << bit
        try folder.write(bytes, to: "flipped")
        guard let file = try? SafetensorsFile(path: folder.file("flipped")) else { continue }
        for name in file.names { _ = try? file.floats(name) }
      }
    }
  }
}
