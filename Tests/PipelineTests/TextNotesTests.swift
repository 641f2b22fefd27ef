import Foundation
import Testing

/// Texts that are almost surely a mistake are refused, unless somebody means them; texts that lack an end get it.
struct TextNotesTests {
  @Test func whatIsNoTextIsRefusedUnlessRaw() throws {
    let workspace = try Workspace()
    let files: [(name: String, bytes: [UInt8], words: String)] = [
      ("a.xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "is an xz file"), ("a.bz2", Array("BZh91".utf8), "is a bzip2 file"),
      ("a.zip", [0x50, 0x4B, 3, 4], "is a zip archive"), ("a.parquet", Array("PAR1xx".utf8), "is a Parquet file"),
      ("b.txt", [0xFF, 0xFE, 0x61, 0], "is text in UTF-16"), ("c.txt", [0xFE, 0xFF, 0, 0x61], "is text in UTF-16"),
      ("d.txt", [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "is text in UTF-32"),
      ("e.txt", [0x61, 0, 0x62, 0], "holds zero bytes"),
      ("x", [0x7F, 0x45, 0x4C, 0x46, 2], "is a program"), ("x.png", [0x89, 0x50, 0x4E, 0x47, 0x0D], "is an image"),
      ("x.gguf", Array("GGUF\u{3}".utf8), "is a GGUF model"),
    ]
    for file in files {
      try Data(file.bytes).write(to: URL(fileURLWithPath: workspace.path(file.name)))
      let result = try workspace.run("bpe-train", "--input", file.name, "--vocab-size", "257", "--output", "t")
      #expect(result.exitCode == 65)
      #expect(result.standardError.hasPrefix("bpe-train: \(file.name): \(file.words)"))
      #expect(result.standardError.hasSuffix("or add --raw to take its bytes as they are\n"))
      #expect(try !workspace.exists("t") && workspace.list(".").filter { $0.hasPrefix(".") } == [])
    }
    let raw = try workspace.run(
      "bpe-train", arguments: ["--raw", "--vocab-size", "257", "--output", "t", "--input"] + files.map(\.name))
    #expect(raw.exitCode == 0, "\(raw.standardError)")
  }

  /// The same text in every form gives the same tokenizer, and a record of each input.
  @Test func aTextInManyForms() throws {
    let workspace = try Workspace()
    let documents = (0..<200).map { "Document \($0) of a text with é and 🙂.\n" }
    try workspace.write(documents.map { $0 + "<|endoftext|>" }.joined(), to: "plain.txt")
    for (number, document) in documents.enumerated() {
      let name = "books/" + String(1000 + number) + ".txt"
      try workspace.write(document + "<|endoftext|>", to: name)
    }
    let lines = try documents.map {
      String(decoding: try JSONEncoder().encode(["text": $0, "id": "x"]), as: UTF8.self)
    }
    try workspace.write(lines.joined(separator: "\n"), to: "lines.jsonl")
    let gzip = try workspace.shell("gzip -k plain.txt lines.jsonl && ls -d $PWD/books/1* > list")
    #expect(gzip.code == 0, "\(gzip.errors)")
    let forms = [
      "--input plain.txt", "--input plain.txt.gz", "--input - < plain.txt", "--input - < plain.txt.gz",
      "--input books", "--input 'books/1*.txt'", "--input @list", "--input lines.jsonl --text-field text",
      "--input lines.jsonl.gz --text-field text", "--input - --text-field text < lines.jsonl",
    ]
    let tools = "--special-token '<|endoftext|>' --vocab-size 300 --quiet"
    var merges: Set<Data> = []
    var tokens: Set<Data> = []
    for form in forms {
      let trained = try workspace.shell("bpe-train --force \(tools) --output t \(form)")
      #expect(trained.code == 0, "\(form): \(trained.errors)")
      merges.insert(try workspace.read("t/merges.txt"))
      let encoded = try workspace.shell("bpe-encode --quiet --force --tokenizer t --output e \(form)")
      #expect(encoded.code == 0, "\(form): \(encoded.errors)")
      let decoded = try workspace.run("bpe-encode", "--tokenizer", "t", "--decode", "e")
      tokens.insert(decoded.standardOutput)
      #expect(try workspace.run("manifest", "verify").exitCode == 0)
    }
    #expect(merges.count == 1)
    #expect(tokens == [try workspace.read("plain.txt")])
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
        "bpe-encode: 1 of 3 files does not end in <|endoftext|>, which was added after the last document of each\n"))
    #expect(
      try encode(["open.txt"]).contains("bpe-encode: the text does not end in <|endoftext|>, which was added\n"))
    #expect(try !encode(["whole.txt"]).contains("not end in"))
    #expect(try encode(["open.txt"], ["--quiet"]) == "")
  }

  @Test func wordsAndIDsOnTheCommandLine() throws {
    let workspace = try Workspace()
    try workspace.write("one two", to: "a.txt")
    #expect(
      try workspace.run("bpe-train", "--input", "a.txt", "--vocab-size", "256", "--output", "t").exitCode == 0)
    let shown = try workspace.run("bpe-encode", "--tokenizer", "t", "--text", "a é")
    #expect(shown.text == " 97  \"a\"\n 32  \" \"\n195  \"\\xC3\"\n169  \"\\xA9\"\n")
    let json = try workspace.run("bpe-encode", "--tokenizer", "t", "--json", "--text", "hi")
    #expect(json.text == #"{"ids":[104,105],"tokens":["h","i"]}"# + "\n")
    let decoded = try workspace.run("bpe-encode", "--tokenizer", "t", "--decode", "104", "105", "10")
    #expect(decoded.text == "hi\n" && decoded.exitCode == 0)
    #expect(try workspace.run("bpe-encode", "--tokenizer", "t", "--decode", "104", "256").exitCode == 65)
  }

  /// A text without separators is told as what it is, and only such a one.
  @Test func whatItMeansThatThereIsNoSeparator() throws {
    let workspace = try Workspace()
    try workspace.write(String(repeating: "A long novel without an end. ", count: 40), to: "novel.txt")
    try workspace.write("Another one.", to: "other.txt")
    try workspace.write("", to: "empty.txt")
    try workspace.write("First.<|endoftext|>Second.", to: "two.txt")
    try workspace.write("First.<|endoftext|>", to: "one.txt")
    for special in [["--special-token", "<|endoftext|>", "--output", "t"], ["--output", "plain"]] {
      let arguments = ["--input", "novel.txt", "--vocab-size", "270"] + special
      #expect(try workspace.run("bpe-train", arguments: arguments).exitCode == 0)
    }
    let tail =
      " is one document, and training windows may cross whatever it holds; to hold back its end for validation: shard "
      + "--valid-tail 0.01 --tokenizer DIRECTORY\n"
    let start = "bpe-encode: no <|endoftext|> is in the text: "
    let examples: [(words: String, said: String?)] = [
      ("--tokenizer t --input novel.txt", start + "the text" + tail),
      ("--tokenizer t --input novel.txt --parts 3", start + "the text" + tail),
      ("--tokenizer t --input - < novel.txt", start + "the text" + tail),
      ("--tokenizer t --input novel.txt empty.txt other.txt", start + "each of the 2 files" + tail),
      ("--tokenizer t --input novel.txt --parts 3 --part 0", nil), ("--tokenizer t --input two.txt", nil),
      ("--tokenizer t --input one.txt", nil), ("--tokenizer t --input novel.txt one.txt", nil),
      ("--tokenizer t --input novel.txt --no-separator", nil), ("--tokenizer plain --input novel.txt", nil),
      ("--tokenizer t --input - < two.txt", nil), ("--tokenizer t --input novel.txt --quiet", nil),
    ]
    for (number, example) in examples.enumerated() {
      let result = try workspace.shell("bpe-encode --output e\(number) \(example.words)")
      #expect(result.code == 0)
      #expect(result.errors.contains(example.said ?? "no <|endoftext|>") == (example.said != nil), "\(result.errors)")
    }
  }

  @Test func theEndOfASingleDocument() throws {
    let workspace = try Workspace()
    try workspace.write(String(repeating: "A long novel without an end. ", count: 400), to: "novel.txt")
    for line in [
      "bpe-train --input novel.txt --vocab-size 270 --special-token '<|endoftext|>' --output t",
      "bpe-encode --tokenizer t --input novel.txt --output e",
      "shard --input e --output d --valid-fraction 0.1 --tokenizer t --shuffle",
    ] {
      let result = try workspace.shell(line)
      #expect(result.code == 0, "\(result.errors)")
      if line.hasPrefix("shard") {
        #expect(result.errors.contains("shard: the text is one document; its end is held back for validation\n"))
      }
    }
    let refused = try workspace.shell("shard --input e --output d2 --valid-fraction 0.1")
    #expect(refused.code == 65 && refused.errors.contains("hold back the end of the text with --valid-tail"))
  }
}
