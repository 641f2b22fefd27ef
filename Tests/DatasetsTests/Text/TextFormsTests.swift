import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Formats

@Suite struct TextFormsTests {
  /// The text that is read from an input.
  private func text(_ path: String, _ reading: TextReading = TextReading()) throws -> [UInt8] {
    let text = try TextFiles(TextLooks(TextInputs([path]), reading), reading, unpackedBeside: path)
    var bytes: [UInt8] = []
    for file in text.files {
      let reader = try file.storage.open { try FileRangeReader(path: $0) }
      while let chunk = try reader.next() { bytes += chunk }
    }
    return bytes
  }

  private func zstd(_ parts: [[UInt8]]) throws -> [UInt8] {
    let compressor = try FrameCompressor(level: 3)
    return try parts.flatMap { part in try part.withUnsafeBytes { try compressor.compress($0) } }
  }

  private func gzip(_ bytes: [UInt8], _ folder: TestFolder) throws -> [UInt8] {
    try runProgram("/usr/bin/env", ["gzip", "-c", try folder.write(bytes, to: "plain")]).output
  }

  @Test func compressedTextsAreTheirText() throws {
    let folder = try TestFolder()
    let plain = Array(Samples.text(bytes: 3_000_000).utf8)
    let halves = [Array(plain[..<1_500_000]), Array(plain[1_500_000...])]
    let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
    let forms = [
      "a": plain, "a.zst": try zstd([plain]), "b": try zstd(halves), "c": skippable + (try zstd(halves)),
      "d.gz": try gzip(plain, folder), "e": try gzip(halves[0], folder) + gzip(halves[1], folder),
    ]
    for (name, bytes) in forms { #expect(try text(folder.write(bytes, to: name)) == plain, "\(name)") }
    // Nothing is left beside them.
    #expect(try folder.names() == (forms.keys + ["plain"]).sorted())
  }

  @Test func whatIsCutOrDamagedIsSaid() throws {
    let folder = try TestFolder()
    let plain = Array(Samples.text(bytes: 20_000).utf8)
    let forms = [("zstd", try zstd([plain])), ("gzip", try gzip(plain, folder))]
    for (name, whole) in forms {
      for count in [30, whole.count / 2, whole.count - 9, whole.count - 1] {
        let path = try folder.write(whole[..<count], to: "cut")
        let said = message(folder) { _ = try text(path) }
        #expect(said?.hasPrefix("cut: is a damaged \(name) file (") == true, "\(name) \(count): \(said ?? "nothing")")
      }
      var spoilt = whole
      spoilt[whole.count / 2] ^= 0x10
      #expect(throws: FormatError.self) { try text(folder.write(spoilt, to: "spoilt")) }
    }
  }

  @Test func whatIsNoTextIsRefusedWithTheWay() throws {
    let folder = try TestFolder()
    var tar = [UInt8](repeating: UInt8(ascii: "x"), count: 1024)
    tar.replaceSubrange(257..<262, with: "ustar".utf8)
    let refused: [(name: String, bytes: [UInt8], says: String)] = [
      (
        "x.parquet", Array("PAR1....".utf8), "is a Parquet file (expected text in UTF-8); give its texts through a pipe"
      ),
      ("x", [0xFF, 0xFE, 0x68, 0], "is text in UTF-16 (expected text in UTF-8); convert it: iconv -f UTF-16 -t UTF-8"),
      ("x", [0xFF, 0xFE, 0, 0], "is text in UTF-32"), ("x", [0x68, 0, 0x69, 0], "holds zero bytes"),
      ("x.tar", tar, "is a tar file"), ("x.tar.zst", try zstd([tar]), "is a tar file"),
      ("x.tar.gz", try gzip(tar, folder), "is a tar file"), ("x", Array("BZh9...".utf8), "bzip2 -dc"),
      ("x", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz -dc"), ("x", Array("PK\u{3}\u{4}".utf8), "unzip -p"),
      ("x.zst", try zstd([try zstd([Array("twice".utf8)])]), "is a zstd file"),
      ("x", Array("P*M\u{18}....letterpress.tokens".utf8), "is a token shard"),
    ]
    for (name, bytes, says) in refused {
      let path = try folder.write(bytes, to: name)
      let said = message(folder) { _ = try text(path) }
      #expect(said?.hasPrefix("\(name): ") == true && said?.contains(says) == true, "\(said ?? "nothing")")
      #expect(said?.contains("add raw to take its bytes as they are") == true)
      #expect(try text(path, TextReading(isRaw: true)) == bytes)
    }
  }

  private func lines(_ text: String, separator: String? = "|", skip: Bool = false) throws -> String {
    let folder = try TestFolder()
    let reading = TextReading(field: "text", skipsDamaged: skip, separator: separator)
    return String(decoding: try self.text(folder.write(text, to: "x.jsonl"), reading), as: UTF8.self)
  }

  @Test func everyLineIsADocument() throws {
    #expect(
      try lines(#"{"text": "one"}"# + "\n" + #"{"id": 2, "text": "two", "more": {"text": ["no"]}}"#) == "one|two|")
    #expect(
      try lines("\u{FEFF}" + #"{"text":"é \" \\ \/ \n \u00e9 \ud83d\ude42"}"# + "\r\n\r\n \n") == "é \" \\ / \n é 🙂|")
    #expect(try lines(#"{"text":""}"# + "\n" + #"{"text":"a"}"#, separator: nil) == "a\n")
    let long = String(repeating: "long ", count: 700_000)
    #expect(try lines(#"{"text":"\#(long)"}"# + "\n" + #"{"text":"b"}"#) == long + "|b|")
  }

  @Test func damagedLinesAreNamedOrCounted() throws {
    let good = #"{"text":"good"}"#
    let damaged = [
      #"{"text":"half"#, #"{"id":1}"#, #"{"text":5}"#, "[1]", #"{"text":"a"} x"#, #"{"text":"\ud800"}"#, "text",
    ]
    for line in damaged {
      let error = #expect(throws: TextInputError.self) { try lines(good + "\n" + line + "\n" + good) }
      #expect(error?.description.contains("x.jsonl: line 2: ") == true, "\(line): \(error.map { "\($0)" } ?? "")")
    }
    let folder = try TestFolder()
    let path = try folder.write((damaged + [good]).joined(separator: "\n"), to: "x.jsonl")
    let reading = TextReading(field: "text", skipsDamaged: true, separator: "|")
    let text = try TextFiles(TextLooks(TextInputs([path]), reading), reading, unpackedBeside: path)
    #expect(text.damagedLines == damaged.count && text.byteCount == 5)
    #expect(
      message(folder) { _ = try TextLooks(TextInputs([path]), TextReading()) } == nil)
    try folder.write(good + "\n", to: "y.jsonl")
    #expect(
      message(folder) { _ = try TextLooks(TextInputs([folder.file("y.jsonl")]), TextReading()) }?
        .contains("members are \"text\" (expected plain text)") == true)
  }
}
