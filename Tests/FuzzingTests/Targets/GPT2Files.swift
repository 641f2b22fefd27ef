@testable import Checkpoints
@testable import Formats
@testable import Kernels
@testable import Parallel
@testable import Reference
@testable import Transformer

extension FuzzTarget {
  /// A file of `torch.save`, byte for byte.
  static let torchFile = FuzzTarget("torch-file") { input, bench in
    // In memory of exactly this size first: a mapped file can be read beyond its end unnoticed.
    _ = try? ZipArchive(input)
    try checkTorch(try bench.file("a.pt", input))
  }

  /// Any pickle in a proper archive. Input: how many bytes the storage `0` has, divided by 4; the pickle.
  static let pickle = FuzzTarget("pickle") { input, bench in
    var reader = FuzzReader(input)
    let storage = (0..<4 * Int(reader.byte())).map { UInt8(truncatingIfNeeded: $0 % 5) }
    let pickle = reader.remainder()
    _ = pickle.withUnsafeBytes { try? PickleReader.read($0) }
    try checkTorch(
      try bench.file("b.pt", StoredArchive.torch(pickle: pickle, storages: [("0", storage)]).bytes))
  }

  /// A model of llm.c. Input: how many data bytes, in two bytes, divided by 2; the header from its second number on.
  static let llmcFile = FuzzTarget("llmc-file") { input, bench in
    var reader = FuzzReader(input)
    let count = 2 * reader.word()
    let header = [UInt8]([0xC6, 0xD7, 0x34, 0x01]) + reader.remainder().prefix(1020)
    let bytes = header + [UInt8](repeating: 0, count: 1024 - header.count) + (0..<count).map { UInt8($0 % 5) }
    let file = try LLMCFile(path: try bench.file("c.bin", bytes))
    for parameter in LLMCFile.Parameter.allCases {
      var last = [Float](repeating: 0, count: 1)
      let place = parameter.count(file.sizes) - 1
      let layer = parameter.isOfLayers ? file.sizes.layers - 1 : 0
      last.withUnsafeMutableBufferPointer { file.copyFloats(parameter, layer: layer, from: place, into: $0) }
    }
    try checkModel(file.path)
  }

  /// All that can be asked of such a file; what is a model is loaded.
  private static func checkTorch(_ path: String) throws {
    let file = try TorchFile(path: path)
    for (name, value) in file.root.members ?? [:] {
      try expect(!value.kind.isEmpty, "no kind")
      for (inner, member) in value.members ?? [name: value] {
        guard let tensor = member.tensor, (try? file.check(tensor, called: inner)) != nil else { continue }
        var values = [Float](repeating: 0, count: tensor.count ?? 0)
        try values.withUnsafeMutableBufferPointer { target in
          try sure("copying floats") { try file.copyFloats(tensor, called: inner, into: target) }
        }
      }
    }
    try checkModel(path)
  }

  private static func checkModel(_ path: String) throws {
    guard let file = try GPT2File(path: path) else { throw BrokenProperty(what: "not recognised") }
    try file.model.validate()
    // Values may be no finite numbers.
    if case .success(let loaded) = Result(catching: { try file.loadModel(operations: operations) }) {
      try expect(loaded.configuration == file.model, "another model")
    }
  }

  private static let operations: CPUOperations = {
    guard let operations = try? CPUOperations(team: ThreadTeam(threads: 1)) else { fatalError("no kernels") }
    return operations
  }()
}
