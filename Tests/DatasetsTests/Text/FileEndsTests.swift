import Formats
import TestSupport
import Testing

@testable import Datasets

/// Between documents stands a separator, whatever a file's last bytes are.
@Suite struct FileEndsTests {
  /// Tokens, document ends and bytes of text of all parts together.
  private func encoded(_ texts: [String], parts: Int = 1, threads: Int = 1) throws -> (tokens: [UInt32], ends: [Int]) {
    let folder = try TestFolder()
    let paths = try texts.enumerated().map { try folder.write($1, to: "\($0).txt") }
    let output = try Samples.encode(paths, parts: parts, threads: threads, into: folder.file("e"))
    let set = try PartSet([output])
    var tokens: [UInt32] = []
    var ends: [Int] = []
    try DocumentStream(parts: set, team: .init(threads: 1)).forEach { piece in
      let start = tokens.count
      tokens += [UInt32](repeating: 0, count: piece.tokens.count)
      tokens.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { piece.tokens.copy(to: base + start) }
      }
      if let bytes = piece.endsDocument { ends.append(bytes) }
    }
    return (tokens, ends)
  }

  @Test(arguments: [1, 2, 5, 9]) func asIfTheSeparatorStoodThere(parts: Int) throws {
    let open = [
      Samples.text(bytes: 9_000, seed: 5) + "end", "a single document", Samples.text(bytes: 9_000, seed: 6) + "x",
    ]
    let closed = open.map { $0 + Samples.separator }
    let expected = try encoded(closed)
    for threads in [1, 2] {
      let found = try encoded(open, parts: parts, threads: threads)
      #expect(found.tokens == expected.tokens && found.ends == expected.ends)
    }
  }

  /// White space after the last separator is no document that needs an end.
  @Test(arguments: ["", "\n", " \r\n\t "]) func whiteSpaceAtTheEndIsLeftAlone(rest: String) throws {
    let text = "one\(Samples.separator)two\(Samples.separator)\(rest)"
    let found = try encoded([text, "three"])
    #expect(found.tokens.filter { $0 == 0 }.count == 3)
    #expect(found.tokens.last == 0)
  }

  @Test(arguments: ["one", "one\n", "one\(Samples.separator)two \n", "one\(Samples.separator)", " "])
  func aStreamEndsAsAFileDoes(text: String) throws {
    let folder = try TestFolder()
    let path = try folder.write(text, to: "a.txt")
    let encoding = try Samples.encoding()
    let whole = try Samples.encode([path], into: folder.file("e"))
    try Folder.create(folder.file("s"))
    let stream = try encoding.encode(stream: FileRangeReader(path: path, chunkBytes: 3), into: folder.file("s")) { _ in
    }
    let part = try #require(try PartSet([whole]).parts.first)
    #expect(stream.summary.contentDigest == part.contentDigest)
    #expect(stream.summary.textBytes == (try TokenShardReader(path: part.path).textBytes))
  }

  /// Parts that earlier versions made of such a file lack the separator: they are not taken for these.
  @Test func theHeaderTellsOfIt() throws {
    let folder = try TestFolder()
    let path = try folder.write("open", to: "a.txt")
    let encoding = try Samples.encoding()
    let text = try PlannedText(try TextFiles([path], separator: Samples.separator), parts: 1, for: encoding)
    #expect(encoding.header(text, part: 0).source.object?["ended_files"] == 1)
    let before = try PlannedText(try TextFiles([path]), parts: 1, for: encoding)
    #expect(encoding.header(before, part: 0).source.object?["ended_files"] == nil)
  }
}
