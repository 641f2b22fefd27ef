import TestSupport
import Testing

@testable import Formats

@Suite struct EncodingFileTests {
  private static let names = ["part-033337d084c219fd.u16.zst", "part-06aaae105529ad24.u16.zst"]

  private static func list(_ parts: [String] = names) -> EncodingFile {
    EncodingFile(vocabularyDigest: .of([1]), vocabularySize: 400, partBytes: 8_388_608, parts: parts)
  }

  @Test func isReadAsItWasWritten() throws {
    let folder = try TestFolder()
    #expect(try EncodingFile.find(in: folder.path) == nil)
    #expect(!Self.list().isWritten(in: folder.path))
    _ = try Self.list().write(to: folder.path)
    #expect(try EncodingFile.find(in: folder.path) == Self.list())
    #expect(Self.list().isWritten(in: folder.path))
    #expect(!Self.list([Self.names[1], Self.names[0]]).isWritten(in: folder.path))
    #expect(FileHead.contains([EncodingFile.format], folder.file("encoding.json")))
  }

  @Test func whatIsNoListIsRefused() throws {
    let folder = try TestFolder()
    let good = String(decoding: Self.list().bytes, as: UTF8.self)
    let examples = [
      ("letterpress.encoding", "letterpress.dataset", "format"), ("\"version\": 1", "\"version\": 7", "version"),
      ("8388608", "-1", "part_bytes"), (Self.names[1], Self.names[0], "parts[1]"),
      (Self.names[0], "part-../../../../x.u16.zst", "parts[0]"),
      (Self.names[0], "part-00000-of-00001.u16.zst", "parts[0]"),
      (Self.names[0], "part-033337D084C219FD.u16.zst", "parts[0]"), ("\"sha256\"", "\"sha1\"", "vocabulary.sha256"),
    ]
    for (old, new, member) in examples {
      try folder.write(good.replacing(old, with: new), to: "encoding.json")
      let said = message(folder) { _ = try EncodingFile.find(in: folder.path) }
      #expect(
        said?.hasPrefix("encoding.json: ") == true && said?.contains(member) == true, "\(new): \(said ?? "nothing")")
    }
    try folder.write(String(decoding: Self.list([]).bytes, as: UTF8.self), to: "encoding.json")
    #expect(message(folder) { _ = try EncodingFile.find(in: folder.path) }?.contains("1 to 100000 names") == true)
  }

  @Test func namesOfParts() {
    let key = PartKey(.of([2]))
    #expect(PartKey.prefix(ofPartNamed: key.name(.uint32)).map(String.init) == String(key.digest.hex.prefix(16)))
    #expect(key.name(.uint16).hasSuffix(".u16.zst") && key.name(.uint16).utf8.count == 29)
    for name in ["part-00000-of-00001.u16.zst", "part-033337d084c219f.u16.zst", "x-033337d084c219fd.u16.zst", "part-"] {
      #expect(PartKey.prefix(ofPartNamed: name) == nil)
    }
  }
}
