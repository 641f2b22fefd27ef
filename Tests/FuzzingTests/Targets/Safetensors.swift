@testable import Checkpoints
@testable import Formats
@testable import Kernels
@testable import Parallel
@testable import Training
@testable import Transformer

extension FuzzTarget {
  /// A safetensors file, byte for byte.
  static let safetensors = FuzzTarget("safetensors") { input, bench in
    // In memory of exactly this size first: a mapped file can be read beyond its end unnoticed.
    _ = try? SafetensorsHeader(input)
    try checkTensors(SafetensorsFile(path: try bench.file("a.safetensors", input)))
  }

  /// Any header whose length is right. Input: how many data bytes, divided by 4; the header.
  static let safetensorsHeader = FuzzTarget("safetensors-header") { input, bench in
    try checkTensors(SafetensorsFile(path: try bench.file("b.safetensors", WrappedHeader(input).bytes)))
  }

  /// Files that a tool opens as a model: checkpoints, state dicts, training states. Input as for a header.
  static let modelFile = FuzzTarget("model-file") { input, bench in
    let file = try SafetensorsFile(path: try bench.file("c.safetensors", WrappedHeader(input).bytes))
    let checkpoint = Result { try Checkpoint(path: file.path) }
    if let checkpoint = try? checkpoint.get() {
      _ = try? checkpoint.model.validate()
      _ = Result { try checkpoint.restore(SmallTrainer.trainer) }
      let loaded = Result { try checkpoint.loadModel(operations: SmallTrainer.operations) }
      if case .success(let model) = loaded { try expect(model.configuration == checkpoint.model, "another model") }
    }
    var shape = StateDictShape()
    (shape.heads, shape.contextLength, shape.ropeTheta) = (1, 4, 10_000)
    let stateDict = Result { try StateDict(file, shape: shape) }
    if case .success(let stateDict) = stateDict {
      _ = stateDict.ignored
      let model = try sure("loading") { try stateDict.loadModel(operations: SmallTrainer.operations) }
      try expect(model.configuration == stateDict.model, "another model")
    }
    _ = try CheckpointHeader.isPresent(in: file.metadata) ? checkpoint.get().header.step : stateDict.get().model.layers
  }

  /// A folder of `transformers`. Input: how many data bytes, divided by 4; config.json, the index if there is one, and the
  /// tensors' header, with `$` between them.
  static let modelFolder = FuzzTarget("model-folder") { input, bench in
    guard let first = input.first else { return }
    let parts = input.dropFirst().split(separator: UInt8(ascii: "$"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return }
    let wrapped = ([first] + parts[2]).withUnsafeBytes { WrappedHeader($0).bytes }
    let tensors = try wrapped.withUnsafeBytes { try bench.file("model.safetensors", $0) }
    let folder = FilePath.folder(tensors)
    try Array(parts[0]).withUnsafeBytes { _ = try bench.file("config.json", $0) }
    let index = FilePath.joined(folder, "model.safetensors.index.json")
    try? Folder.removeFile(index)
    if !parts[1].isEmpty {
      try Array(parts[1]).withUnsafeBytes { _ = try bench.file("model.safetensors.index.json", $0) }
    }
    let model = try ModelFolder(path: folder)
    try model.model.validate()
    // Values may be no finite numbers.
    if case .success(let loaded) = Result(catching: { try model.loadModel(operations: SmallTrainer.operations) }) {
      try expect(loaded.configuration == model.model, "another model")
    }
  }

  /// What the specification promises of a file that was accepted.
  private static func checkTensors(_ file: SafetensorsFile) throws {
    var ranges: [Range<Int>] = []
    for name in file.names {
      guard let info = file.info(name) else { throw BrokenProperty(what: "a name without a tensor") }
      ranges.append(info.range)
      let elements = info.shape.reduce(1) { $0 &* $1 }
      try expect(info.elementCount == elements && info.range.count == elements * info.type.byteCount, "a wrong size")
      let floats = [TensorType.float32, .float16, .bfloat16].contains(info.type)
      if let found = try? file.floats(name) { try expect(found.count == elements, "floats missing") }
      if floats {
        var copy = [Float](repeating: 1, count: elements)
        try copy.withUnsafeMutableBufferPointer { target in
          try sure("copying floats") { try file.copyFloats(name, shape: info.shape, into: target) }
        }
      }
      if info.type == .int64 {
        let numbers = try sure("integers") { try file.integers(name, shape: info.shape) }
        try expect(numbers.count == elements, "integers missing")
      }
    }
    var end = 0
    for range in ranges.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      try expect(range.lowerBound == end, "a hole or an overlap")
      end = range.upperBound
    }
    try expect(end <= file.byteCount - 8, "tensors beyond the file")
  }
}

/// A file of a header and as many data bytes as are asked for.
struct WrappedHeader {
  let bytes: [UInt8]

  init(_ input: UnsafeRawBufferPointer) {
    var reader = FuzzReader(input)
    let count = 4 * Int(reader.byte())
    let header = reader.remainder()
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    bytes = length + header + (0..<count).map { UInt8(truncatingIfNeeded: $0 % 5) }
  }
}

/// A model of a few numbers in the middle of its training.
private enum SmallTrainer {
  nonisolated(unsafe) static let trainer: Trainer = {
    var configuration = ModelConfiguration()
    (configuration.vocabulary, configuration.contextLength, configuration.width) = (3, 4, 2)
    (configuration.layers, configuration.heads, configuration.feedForwardWidth) = (1, 1, 2)
    var settings = TrainingSettings()
    settings.batchSize = 1
    guard let model = try? LanguageModel(configuration: configuration, operations: operations),
      let trainer = try? Trainer(model: model, settings: settings, data: ArrayTokens([0, 1, 2, 0, 1, 2, 0, 1]))
    else { fatalError("the model of the fuzzing targets cannot be made") }
    model.initialize(seed: 1)
    return trainer
  }()

  static let operations: CPUOperations = {
    guard let operations = try? CPUOperations(team: ThreadTeam(threads: 1)) else { fatalError("no kernels") }
    return operations
  }()
}
