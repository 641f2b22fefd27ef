import Foundation
import Testing

/// Files from somebody else, who means harm. Each tool says what is wrong, and touches nothing beyond its folders.
@Suite struct UntrustedFilesTests {
  private static let corpus = (0..<100).map { "the number \($0) is not the number \($0 + 1), is it?\n" }.joined()

  private func text(_ workspace: Workspace, _ name: String) throws -> String {
    String(decoding: try workspace.read(name), as: UTF8.self)
  }

  /// A trained tokenizer and its receipt's name.
  private func trained() throws -> (Workspace, receipt: String) {
    let workspace = try Workspace()
    try workspace.write(Self.corpus, to: "corpus.txt")
    let result = try workspace.run(
      "bpe-train", "--input", "corpus.txt", "--vocab-size", "300", "--output", "tokenizer")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let month = try #require(try workspace.list("receipts").first)
    let name = try #require(try workspace.list("receipts/\(month)").first)
    return (workspace, "receipts/\(month)/\(name)")
  }

  // MARK: dataset.json

  @Test(arguments: [
    (
      #""name": "train-00000.u16.zst""#, #""name": "../../secret.u16.zst""#,
      #"dataset/dataset.json: lists the shard "../../secret.u16.zst" (expected a plain file name in the dataset's own directory)"#
    ),
    (
      #""name": "train-00000.u16.zst""#, #""name": "/etc/passwd""#,
      #"dataset/dataset.json: lists the shard "/etc/passwd" (expected a plain file name in the dataset's own directory)"#
    ),
  ])
  func aShardOutsideOfTheDataset(_ what: String, _ with: String, message: String) throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    try workspace.write(
      try text(workspace, "dataset/dataset.json").replacingOccurrences(of: what, with: with),
      to: "dataset/dataset.json")
    for (tool, arguments) in [
      ("lm-train", LMFixture.training(steps: 1)), ("shard", ["--inspect", "dataset"]),
    ] {
      let result = try workspace.run(tool, arguments: arguments)
      #expect(result.exitCode == 65)
      #expect(result.lastErrorLine.hasPrefix("\(tool): \(message)"), "\(result.lastErrorLine)")
    }
    #expect(!workspace.exists("run"))
  }

  /// Numbers that no file of this size can have: refused before memory is asked for or anything is multiplied.
  @Test(arguments: [
    (#""size" : 257"#, #""size" : 9000000000000000000"#), (#""size" : 257"#, #""size" : 0"#),
    (#""tokens" : "#, #""tokens" : 4"#), (#""tokens" : "#, #""tokens" : 900000000000"#),
    (#""documents" : "#, #""documents" : 900000000000"#), (#""file_bytes" : "#, #""file_bytes" : 900000000000"#),
    (#""text_bytes" : "#, #""text_bytes" : 9000000000000"#), (#""end_of_text" : 0"#, #""end_of_text" : 65535"#),
    (#""first_token" : 0"#, #""first_token" : 9223372036854775807"#),
  ])
  func absurdNumbersInADataset(_ what: String, _ with: String) throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    let json = try text(workspace, "dataset/dataset.json")
    let spaced = json.contains(what) ? what : what.replacingOccurrences(of: " :", with: ":")
    #expect(json.contains(spaced))
    try workspace.write(
      json.replacingOccurrences(of: spaced, with: with.replacingOccurrences(of: " :", with: ":")),
      to: "dataset/dataset.json")
    for (tool, arguments) in [
      ("lm-train", LMFixture.training(steps: 1)), ("lm-train", ["--plan", "--dataset", "dataset"]),
      ("shard", ["--inspect", "dataset"]),
    ] {
      let result = try workspace.run(tool, arguments: arguments)
      // Documents and text of a split are told, not used: a wrong number there harms nobody.
      #expect(
        [0, 64, 65].contains(result.exitCode), "\(tool) \(arguments) \(result.exitCode): \(result.standardError)")
      #expect(result.exitCode == 0 || !result.lastErrorLine.isEmpty)
    }
  }

  // MARK: Checkpoints

  @Test(arguments: [UInt64.max, 1 << 63, 1 << 40, 99_999_999])
  func aCheckpointThatClaimsAHugeHeader(length: UInt64) throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    var bytes = withUnsafeBytes(of: length.littleEndian) { Data($0) }
    bytes += Data(#"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}"#.utf8)
    try bytes.write(to: workspace.folder.appendingPathComponent("step-00000001.safetensors"))
    for (tool, arguments) in [
      ("lm-eval", ["--checkpoint", "step-00000001.safetensors", "--dataset", "dataset"]),
      ("lm-sample", ["--checkpoint", "step-00000001.safetensors", "--tokenizer", "tokenizer", "--prompt", "a"]),
    ] {
      let result = try workspace.run(tool, arguments: arguments)
      #expect(result.exitCode == 65, "\(result.standardError)")
      #expect(result.lastErrorLine.hasPrefix("\(tool): step-00000001.safetensors: "))
    }
  }

  /// Settings that a checkpoint tells of itself, and a model of that size.
  @Test(arguments: ["d_model", "layers", "vocab_size", "context_length", "heads", "d_ff"])
  func aCheckpointOfAnAbsurdModel(member: String) throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    #expect(try workspace.run("lm-train", arguments: LMFixture.training(steps: 1)).exitCode == 0)
    let path = LMFixture.checkpoint(1)
    var bytes = try workspace.read(path)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
    for size in ["4611686018427387904", "9223372036854775807", "3037000500", "65536", "0", "-1"] {
      let edited = header.replacing(try Regex(#"(\\"\#(member)\\":)\d+"#)) { "\($0.output[1].substring ?? "")\(size)" }
      #expect(edited != header)
      var file = withUnsafeBytes(of: UInt64(edited.utf8.count).littleEndian) { Data($0) }
      file += Data(edited.utf8) + bytes.suffix(from: 8 + length)
      try file.write(to: workspace.folder.appendingPathComponent("edited.safetensors"))
      for (tool, arguments) in [
        ("lm-eval", ["--checkpoint", "edited.safetensors", "--dataset", "dataset"]),
        ("lm-sample", ["--checkpoint", "edited.safetensors", "--tokenizer", "tokenizer", "--prompt", "a"]),
      ] {
        let result = try workspace.run(tool, arguments: arguments)
        #expect(
          [64, 65].contains(result.exitCode) || member == "context_length" && result.exitCode == 0,
          "\(tool) \(member) \(size): \(result.exitCode) \(result.standardError)")
      }
    }
    bytes.removeAll()
  }

  // MARK: Receipts

  /// What somebody may write into a receipt; the tools answer, and nothing outside of the folder is touched.
  @Test(arguments: [
    (#""path": "corpus.txt""#, #""path": "../victim""#), (#""path": "corpus.txt""#, #""path": "/etc/passwd""#),
    (#""path": "tokenizer/vocab.json""#, #""path": "../victim""#),
    (#""path": "tokenizer/vocab.json""#, #""path": "x'); DROP TABLE run; --""#),
    (#""path": "tokenizer/vocab.json""#, #""path": "\u001b]0;title\u0007\u009b31m""#),
    (#""role": "corpus""#, #""role": "');DELETE FROM run;--""#),
    (#""pid": "#, #""pid": 9000000000000000000"#), (#""bytes": "#, #""bytes": 90000000000000"#),
    (#""seen_ns": "#, #""seen_ns": -"#), (#""start": "2"#, #""start": "9"#), (#""end": "2"#, #""end": "0"#),
    (#""exit_code": 0"#, #""exit_code": -9223372036854775808"#),
    (#""status": "ok""#, #""status": "running""#),
  ])
  func aReceiptThatLies(_ what: String, _ with: String) throws {
    let (workspace, receipt) = try trained()
    let inner = workspace.folder.appendingPathComponent("inner")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    for name in try workspace.list() where name != "inner" {
      try FileManager.default.moveItem(
        atPath: workspace.path(name), toPath: inner.appendingPathComponent(name).path)
    }
    try workspace.write("precious", to: "victim")
    let json = try text(workspace, "inner/\(receipt)")
    #expect(json.contains(what))
    try workspace.write(json.replacingOccurrences(of: what, with: with), to: "inner/\(receipt)")
    try FileManager.default.removeItem(at: inner.appendingPathComponent("manifest.db"))
    for arguments in [
      ["ingest"], ["rebuild"], ["runs"], ["log"], ["log", "--long"], ["lineage"], ["stale"], ["verify", "--full"],
      ["export", "--openlineage"], ["runs", "--json"],
    ] {
      let result = try ToolRunner.run("manifest", arguments, in: inner)
      #expect([0, 65, 66].contains(result.exitCode), "\(arguments) \(result.exitCode): \(result.standardError)")
      let shown = result.standardError + (arguments.contains { $0.hasPrefix("--") } ? "" : result.text)
      #expect(!shown.contains("\u{1B}") && !shown.contains("\u{9B}") && !shown.contains("\u{7}"))
    }
    let again = try ToolRunner.run(
      "bpe-train", ["--input", "corpus.txt", "--vocab-size", "310", "--output", "tokenizer"], in: inner)
    #expect(again.exitCode == 0, "\(again.standardError)")
    #expect(try text(workspace, "victim") == "precious")
    #expect(try workspace.list() == ["inner", "victim"])
  }

  /// An id of a far future would come last for ever, and its milliseconds do not fit.
  @Test func aReceiptOfAFarFuture() throws {
    let (workspace, receipt) = try trained()
    let id = String(FilePathName(receipt).dropLast(5))
    let future = "ffffffff-ffff-7fff-bfff-ffffffffffff"
    try workspace.write(
      try text(workspace, receipt).replacingOccurrences(of: id, with: future),
      to: receipt.replacingOccurrences(of: id, with: future))
    let result = try workspace.run("manifest", "ingest")
    #expect(result.exitCode == 0)
    #expect(result.standardError.contains("\"run\" is an id of a time after the year 2223"))
    let again = try workspace.run(
      "bpe-train", "--input", "corpus.txt", "--vocab-size", "300", "--output", "tokenizer")
    #expect(again.standardError.contains("up to date"))
  }

  private func FilePathName(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }

  // MARK: Symbolic links

  /// Links that stand where outputs, temporary files, journals and left-overs are expected: none is followed.
  @Test func plantedLinks() throws {
    let (workspace, _) = try trained()
    try workspace.write("precious", to: "victim")
    try workspace.write("precious", to: "folder/victim")
    let victim = workspace.path("victim")
    for name in [
      "tokenizer/.vocab.json.tmp-1-00000000", ".manifest.db.tmp-1-0000000a", "tokenizer/merges.json",
      "manifest.db.rebuild-1", "run.html", ".llama.tmp-1-00000000",
    ] {
      try? FileManager.default.removeItem(atPath: workspace.path(name))
      try FileManager.default.createSymbolicLink(
        atPath: workspace.path(name), withDestinationPath: name.hasPrefix(".llama") ? "folder" : victim)
    }
    let train = ["--input", "corpus.txt", "--vocab-size", "310", "--output", "tokenizer"]
    #expect(try workspace.run("bpe-train", arguments: train).exitCode == 0)
    #expect(try workspace.run("manifest", "rebuild").exitCode == 0)
    #expect(try workspace.run("manifest", "verify", "--full").exitCode == 0)
    let type = try FileManager.default.attributesOfItem(atPath: workspace.path("tokenizer/merges.json"))[.type]
    #expect(type as? FileAttributeType == .typeRegular)
    // SQLite would play a journal into the database, or write one through the link.
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("manifest.db-journal"), withDestinationPath: victim)
    let result = try workspace.run("bpe-train", arguments: train + ["--force"])
    #expect(result.exitCode == 74, "\(result.standardError)")
    #expect(try text(workspace, "victim") == "precious")
    #expect(try text(workspace, "folder/victim") == "precious")
    #expect(try workspace.list("folder") == ["victim"])
  }
}
