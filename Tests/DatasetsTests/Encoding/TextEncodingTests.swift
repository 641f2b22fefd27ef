import Formats
import Parallel
import TestSupport
import Testing
import Tokenization

@testable import Datasets

@Suite struct TextEncodingTests {
  /// All tokens and all document ends of an encoding.
  func content(_ folder: String) throws -> (tokens: [UInt32], ends: [Int], textEnds: [Int]) {
    let series = try PartSet([folder]).series
    var tokens = [UInt32](repeating: 0, count: series.tokenCount)
    try tokens.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      try series.copyTokens(at: 0, count: series.tokenCount, into: base)
    }
    let documents = 0..<series.documentCount
    return (tokens, documents.map(series.documentEnd), documents.map(series.textEnd))
  }

  @Test(arguments: [(1, 2), (3, 1), (3, 2), (7, 3), (64, 1), (64, 2), (500, 2)])
  func partsAndThreadsDoNotMatter(_ parts: Int, _ threads: Int) throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 40_000), to: "a.txt")
    let whole = try content(Samples.encode([path], into: folder.file("1")))
    let cut = try content(Samples.encode([path], parts: parts, threads: threads, into: folder.file("n")))
    #expect(whole.tokens == cut.tokens)
    #expect(whole.ends == cut.ends)
    #expect(whole.textEnds == cut.textEnds)
  }

  /// More than two pieces, so that several threads take part in one part.
  @Test func piecesGiveWhatTheEncoderGives() throws {
    let folder = try TestFolder()
    let text = Samples.text(bytes: 2_500_000)
    let path = try folder.write(text, to: "a.txt")
    let one = try content(Samples.encode([path], into: folder.file("1")))
    let three = try content(Samples.encode([path], threads: 3, into: folder.file("3")))
    let encoder = try Encoder(Vocabulary(Samples.tokenizer()))
    #expect(one.tokens == encoder.encode(text + Samples.separator))
    #expect(one.tokens == three.tokens)
    #expect(one.ends == three.ends)
    #expect(try folder.bytes("1/part-00000-of-00001.u16.zst") == folder.bytes("3/part-00000-of-00001.u16.zst"))
    var ends = one.tokens.indices.filter { one.tokens[$0] == 0 }.map { $0 + 1 }
    if ends.last != one.tokens.count { ends.append(one.tokens.count) }
    #expect(one.ends == ends)
  }

  @Test func aFilesEndIsADocumentsEnd() throws {
    let folder = try TestFolder()
    let paths = try [
      folder.write("the cat", to: "a"), folder.write("", to: "b"),
      folder.write("in\(Samples.separator)", to: "c"), folder.write("a \(Samples.separator)the", to: "d"),
    ]
    for parts in [1, 2, 5] {
      let found = try content(Samples.encode(paths, parts: parts, into: folder.file("\(parts)")))
      // The separators that the first and the last file lack are added.
      #expect(found.textEnds == [20, 35, 50, 66])
      #expect(found.ends.last == found.tokens.count)
    }
  }

  @Test func withoutASeparatorOnlyFilesEndDocuments() throws {
    let folder = try TestFolder()
    let path = try folder.write("the\(Samples.separator)cat", to: "a")
    let found = try content(Samples.encode([path], into: folder.file("1"), separator: nil))
    #expect(found.textEnds == [19])
    #expect(found.tokens.contains(0))
  }

  @Test func aStreamGivesTheSameTokens() throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 300_000), to: "a.txt")
    let whole = try content(Samples.encode([path], into: folder.file("1")))
    try Folder.create(folder.file("s"))
    let made = try Samples.encoding(threads: 2).encode(
      stream: FileRangeReader(path: path, chunkBytes: 777), into: folder.file("s"), progress: { _ in })
    #expect(made.textDigest == (try Digest.ofFile(path)))
    let streamed = try content(folder.file("s"))
    #expect(streamed.tokens == whole.tokens)
    #expect(streamed.ends == whole.ends)
    #expect(streamed.textEnds == whole.textEnds)
  }

  @Test func bytesComeBack() throws {
    let folder = try TestFolder()
    var bytes = (0..<50_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }
    bytes += Array("<|endoftext|>\0\u{FFFD} é 😀 \r\n".utf8) + [0xFF, 0xC3]
    let path = try folder.write(bytes, to: "a")
    let encoded = try Samples.encode([path], parts: 5, into: folder.file("e"))
    var decoded: [UInt8] = []
    let decoding = try TextDecoding(tokenizer: Samples.tokenizer())
    for part in try PartSet([encoded]).paths { try decoding.decode(part) { decoded += $0 } }
    #expect(decoded == bytes + Array(Samples.separator.utf8))
  }

  @Test func theWrongTokenizerIsNamed() throws {
    let folder = try TestFolder()
    let path = try folder.write("the", to: "a")
    let part = try Samples.encode([path], into: folder.file("e")) + "/part-00000-of-00001.u16.zst"
    let decoding = try TextDecoding(tokenizer: Samples.tokenizer(special: ["<other>"]))
    let expected = try Samples.tokenizer(special: ["<other>"]).digest.short
    let found = try Samples.tokenizer().digest.short
    #expect(
      message(folder) { try decoding.decode(part) { _ in } }
        == "e/part-00000-of-00001.u16.zst: made with the tokenizer \(found)… (expected \(expected)…); give the tokenizer that made it"
    )
  }

  @Test func nothingToEncodeIsRefused() throws {
    let folder = try TestFolder()
    let empty = try folder.write("", to: "a")
    #expect(
      message(folder) { _ = try TextFiles([empty, empty]) }
        == "a, a: empty (expected text); give a file that holds text")
    #expect(message(folder) { _ = try TextFiles([folder.file("none")]) } == "none: no such file; check the path")
    #expect(
      message(folder) { _ = try Samples.encoding(separator: "<x>") }
        == "separator \"<x>\" is not a special token of the tokenizer (it has \"<|endoftext|>\"); name one of them with separator"
    )
  }
}
