import Foundation
import Testing

/// Texts that are almost surely a mistake: said, and taken as they are.
struct TextNotesTests {
  @Test func whatLooksLikeNoText() throws {
    let workspace = try Workspace()
    try workspace.write("some text, some more text", to: "plain.txt")
    let files: [(name: String, bytes: [UInt8], kind: String)] = [
      ("a.gz", [0x1F, 0x8B, 8, 0], "gzip"), ("a.zst", [0x28, 0xB5, 0x2F, 0xFD, 4], "zstd"),
      ("a.xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz"), ("a.bz2", Array("BZh91".utf8), "bzip2"),
      ("a.zip", [0x50, 0x4B, 3, 4], "zip"), ("a.parquet", Array("PAR1xx".utf8), "Parquet"),
    ]
    let encodings: [(name: String, bytes: [UInt8], kind: String)] = [
      ("b.txt", [0xFF, 0xFE, 0x61, 0], "UTF-16"), ("c.txt", [0xFE, 0xFF, 0, 0x61], "UTF-16"),
      ("d.txt", [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "UTF-32"),
    ]
    let others: [(name: String, bytes: [UInt8], kind: String)] = [
      ("x", [0x7F, 0x45, 0x4C, 0x46, 2], "a program"), ("x.png", [0x89, 0x50, 0x4E, 0x47, 0x0D], "an image"),
      ("x.gguf", Array("GGUF\u{3}".utf8), "a GGUF model"),
    ]
    let all = files + encodings + others
    for file in all { try Data(file.bytes).write(to: URL(fileURLWithPath: workspace.path(file.name))) }
    let names = ["plain.txt"] + all.map(\.name)
    let train = try workspace.run(
      "bpe-train", arguments: ["--input"] + names + ["--vocab-size", "257", "--output", "tokenizer"])
    let encode = try workspace.run(
      "bpe-encode", arguments: ["--tokenizer", "tokenizer", "--input"] + names + ["--output", "encoded"])
    for (tool, result) in [("bpe-train", train), ("bpe-encode", encode)] {
      #expect(result.exitCode == 0)
      for file in files {
        #expect(
          result.standardError.contains(
            "\(tool): \(file.name) looks like \(file.kind); its compressed bytes are taken as text; unpack it if that is "
              + "not meant\n"))
      }
      for file in encodings {
        #expect(
          result.standardError.contains(
            "\(tool): \(file.name) looks like \(file.kind); its bytes are taken as they are; convert it to UTF-8 if that "
              + "is not meant\n"))
      }
      for file in others {
        #expect(
          result.standardError.contains(
            "\(tool): \(file.name) looks like \(file.kind); its bytes are taken as text; leave it out if that is not "
              + "meant\n"))
      }
      #expect(!result.standardError.contains("plain.txt looks"))
    }
  }

  @Test func filesThatDoNotEndInTheSeparator() throws {
    let workspace = try Workspace()
    try workspace.write("one<|endoftext|>two<|endoftext|>", to: "whole.txt")
    try workspace.write("one<|endoftext|>last", to: "open.txt")
    try workspace.write("", to: "empty.txt")
    #expect(
      try workspace.run(
        "bpe-train", "--input", "whole.txt", "--vocab-size", "257", "--special-token", "<|endoftext|>", "--output", "t"
      ).exitCode == 0)
    func encode(_ files: [String], _ more: [String] = []) throws -> String {
      try workspace.run(
        "bpe-encode", arguments: ["--tokenizer", "t", "--force", "--output", "e", "--input"] + files + more
      ).standardError
    }
    #expect(
      try encode(["whole.txt", "open.txt", "empty.txt"]).contains(
        "bpe-encode: 1 of 2 files does not end in <|endoftext|>: nothing stands between the last document of such a file "
          + "and the one that comes after it in a dataset; end each file with it\n"))
    #expect(try !encode(["whole.txt"]).contains("not end in"))
    #expect(try encode(["open.txt"], ["--quiet"]) == "")
  }
}
