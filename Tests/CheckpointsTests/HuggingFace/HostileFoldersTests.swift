import CommandSupport
import Formats
import Foundation
import Platform
import TestSupport
import Testing

@testable import Checkpoints

/// Folders of `transformers` that somebody made to do harm, or that lost something on the way.
@Suite struct HostileFoldersTests {
  private let scratch: TestFolder
  private var folder: String { scratch.file("m") }
  private var tensors: String { folder + "/model.safetensors" }

  init() throws {
    scratch = try TestFolder()
    try FileManager.default.copyItem(atPath: fixture("models/llama"), toPath: folder)
  }

  private func message(_ path: String? = nil) -> String {
    do {
      _ = try ModelFile(path ?? folder).loadModel(operations: makeOperations())
      return "read"
    } catch {
      return scratch.withoutPath(FlagNames.text(of: error))
    }
  }

  private func write(_ bytes: some Sequence<UInt8>, _ name: String) throws {
    try Data(Array(bytes)).write(to: URL(fileURLWithPath: folder + "/" + name))
  }

  /// Puts something else into a file's place.
  private func replace(_ name: String, _ make: (_ path: String) throws -> Void) throws {
    try? FileManager.default.removeItem(atPath: folder + "/" + name)
    try make(folder + "/" + name)
  }

  private func link(_ name: String, to destination: String) throws {
    try replace(name) { try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: destination) }
  }

  private var whole: [UInt8] { get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: tensors))) } }

  /// The tensors' file with other members of its header; their bytes stay.
  private func change(_ change: (inout [String: JSONValue]) throws -> Void) throws {
    let bytes = try whole
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    var members = try #require(JSONValue(parsing: Array(bytes[8..<8 + length])).object)
    try change(&members)
    let text = Array(JSONValue.object(members).canonical.utf8)
    try write(
      (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + bytes[(8 + length)...],
      "model.safetensors")
  }

  // MARK: Links, pipes and devices

  /// The Hub's cache is made of links, so those that lead to a model are followed, and only ever read.
  @Test func linksThatLeadElsewhere() throws {
    try FileManager.default.moveItem(atPath: tensors, toPath: scratch.file("blob"))
    try link("model.safetensors", to: "../blob")
    #expect(message() == "read")
    try link("model.safetensors", to: scratch.file("blob"))
    #expect(message() == "read")
    try link("model.safetensors", to: "/etc/passwd")
    #expect(message().hasPrefix("m/model.safetensors: "))
    #expect(message().contains("safetensors file?") || message().contains("cut off") || message().contains("header"))
    try link("model.safetensors", to: "../nothing")
    #expect(
      message()
        == "m: no parameters (expected model.safetensors, or model.safetensors.index.json and the files that it names); "
        + "download or save the whole model")
  }

  @Test func linksThatLeadInCircles() throws {
    try link("model.safetensors", to: "model.safetensors")
    #expect(message().hasPrefix("m: no parameters (expected model.safetensors"))
    try link("a.safetensors", to: "b.safetensors")
    try link("b.safetensors", to: "a.safetensors")
    try write(#"{"weight_map": {"model.norm.weight": "a.safetensors"}}"#.utf8, "model.safetensors.index.json")
    #expect(message().hasPrefix("m/a.safetensors: cannot open it, "))
    try link("model.safetensors.index.json", to: "model.safetensors.index.json")
    #expect(message().hasPrefix("m: no parameters"))
    try link("config.json", to: "config.json")
    #expect(message() != "read")
    // The folder within itself.
    try link("inner", to: ".")
    try link("config.json", to: fixture("models/llama/config.json"))
    try link("model.safetensors", to: fixture("models/llama/model.safetensors"))
    #expect(message(folder + "/inner/inner/inner") == "read")
  }

  @Test func whatIsNoFile() throws {
    try replace("model.safetensors") { #expect(mkfifo($0, 0o600) == 0) }
    #expect(
      message() == "m/model.safetensors: is a pipe or device (expected an ordinary file); copy it to a file first")
    try link("model.safetensors", to: "/dev/zero")
    #expect(
      message() == "m/model.safetensors: is a pipe or device (expected an ordinary file); copy it to a file first")
    try replace("model.safetensors") {
      try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: false)
    }
    #expect(message() == "m/model.safetensors: is a directory (expected a file)")
    try replace("model.safetensors.index.json") { #expect(mkfifo($0, 0o600) == 0) }
    #expect(message() == "m/model.safetensors: is a directory (expected a file)")
    // Files of other programs.
    for name in ["c.pt", "c.bin"] {
      #expect(mkfifo(scratch.file(name), 0o600) == 0)
      #expect(
        message(scratch.file(name))
          == "\(name): is a pipe or device (expected an ordinary file); copy it to a file first")
    }
  }

  // MARK: An index

  @Test func anIndexThatNamesOtherFiles() throws {
    for outside in [
      "../other.safetensors", "/etc/x.safetensors", "..", ".", "", "a/b.safetensors", ".x.safetensors",
      "a\\u0000.safetensors", "config.json",
    ] {
      try write(#"{"weight_map": {"model.norm.weight": "\#(outside)"}}"#.utf8, "model.safetensors.index.json")
      #expect(
        message().hasPrefix("m/model.safetensors.index.json: names the file \"")
          && message().hasSuffix("(expected a .safetensors file of the same folder); save the model again"),
        "\(outside)")
    }
    try write(#"{"weight_map": {"model.norm.weight": 7}}"#.utf8, "model.safetensors.index.json")
    #expect(
      message()
        == "m/model.safetensors.index.json: model.norm.weight is an integer (expected a string); save the model again")
  }

  /// Tensors that are not in the file that the index names.
  @Test func anIndexThatDoesNotFit() throws {
    let names = try SafetensorsFile(path: tensors).names
    func index(_ names: [String]) -> JSONValue {
      ["weight_map": .object(Dictionary(uniqueKeysWithValues: names.map { ($0, "model.safetensors") }))]
    }
    try write(index(names).canonical.utf8, "model.safetensors.index.json")
    #expect(message() == "read")
    try write(index(names + ["model.layers.7.mlp.up_proj.weight"]).canonical.utf8, "model.safetensors.index.json")
    #expect(message().hasPrefix("m: tensor \"model.layers.7.mlp.up_proj.weight\" has no place in the model"))
    try write(index(names.filter { $0 != "model.norm.weight" }).canonical.utf8, "model.safetensors.index.json")
    #expect(message().hasPrefix("m: no tensor \"model.norm.weight\""))
  }

  // MARK: Tensors

  @Test func tensorsThatOverlapOrAreLarger() throws {
    let original = try whole
    func offsets(_ begin: Int, _ end: Int) -> JSONValue { [.integer(Int64(begin)), .integer(Int64(end))] }
    func norm(_ change: (inout [String: JSONValue], _ begin: Int) -> Void) throws -> String {
      try write(original, "model.safetensors")
      try self.change { members in
        var tensor = try #require(members["model.norm.weight"]?.object)
        change(&tensor, tensor["data_offsets"]?.array?.first?.int ?? 0)
        members["model.norm.weight"] = .object(tensor)
      }
      return message()
    }
    #expect(try norm { tensor, begin in } == "read")
    #expect(try norm { $0["data_offsets"] = offsets($1 - 64, $1) }.contains(" overlap"))
    #expect(try norm { tensor, _ in tensor["data_offsets"] = offsets(0, 64) }.contains(" overlap"))
    #expect(
      try norm { tensor, _ in tensor["shape"] = [4_611_686_018_427_387_904, 4] }
        == "m/model.safetensors: the shape of tensor \"model.norm.weight\" has more elements than 64 bits can count")
    #expect(
      try norm { tensor, _ in tensor["shape"] = [1_000_000_000_000] }.contains(
        "tensor \"model.norm.weight\" takes 64 bytes (expected 4000000000000 for its shape and type)"))
    #expect(
      try norm { tensor, begin in
        tensor["shape"] = [1_000_000_000_000]
        tensor["data_offsets"] = offsets(begin, begin + 4_000_000_000_000)
      }.contains("cut off: tensor \"model.norm.weight\" ends at data byte"))
    #expect(try norm { tensor, _ in tensor["dtype"] = "F4" }.contains("has the unknown type \"F4\""))
  }

  @Test func filesThatWereCut() throws {
    let original = try whole
    for length in [0, 7, 8, 100, original.count / 2, original.count - 1] {
      try write(original[..<length], "model.safetensors")
      let text = message()
      #expect(
        text.hasPrefix("m/model.safetensors: ") && (text.contains("cut off") || text.contains("too short")), "\(text)")
    }
    try write(original, "model.safetensors")
    let configuration = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder + "/config.json")))
    try write(configuration.dropLast(3), "config.json")
    #expect(message() != "read")
  }

  // MARK: Sizes

  @Test func sizesThatNoMachineHas() throws {
    let original = try #require(JSONValue(path: folder + "/config.json").object)
    func with(_ members: [String: JSONValue]) throws -> String {
      try write(JSONValue.object(original.merging(members) { $1 }).canonical.utf8, "config.json")
      return message()
    }
    #expect(try with(["hidden_size": 4_611_686_018_427_387_904]).contains("no model has these sizes"))
    #expect(try with(["vocab_size": -1]).contains("no model has these sizes"))
    #expect(try with(["num_hidden_layers": 9_223_372_036_854_775_807]).contains("no model has these sizes"))
    #expect(try with(["num_attention_heads": 0]).contains("no model has these sizes"))
    #expect(try with(["head_dim": 9_223_372_036_854_775_807]).contains("no model has these sizes"))
    #expect(try with(["intermediate_size": 4_000_000]).contains("has shape [24, 16] (expected [4000000, 16]"))
    #expect(try with(["max_position_embeddings": 9_223_372_036_854_775_807]).contains("no model has these sizes"))
    #expect(try with(["vocab_size": 1e30]).contains("vocab_size is a number (expected an integer)"))
    let deep = String(repeating: "[", count: 100_000)
    try write(deep.utf8, "config.json")
    #expect(message() != "read")
  }
}
