import TestSupport
import Testing

@testable import Formats

@Suite struct LLMCFileTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Positions 3, vocabulary 5, layers 2, heads 1, width 2, rows 6.
  private static let sizes: [Int32] = [20_240_326, 3, 3, 5, 2, 1, 2, 6]
  /// 6 · 2 + 3 · 2 + 2 · (2 + 2 + 12 + 6 + 4 + 2 + 2 + 2 + 16 + 8 + 16 + 2) + 2 + 2.
  private static let count = 170

  private func bytes(_ header: [Int32], numbers: Int = count) -> [UInt8] {
    let header = header + [Int32](repeating: 0, count: 256 - header.count)
    return header.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
      + (0..<numbers).flatMap { withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init) }
  }

  private func message(_ bytes: [UInt8]) throws -> String {
    try folder.write(bytes, to: "m.bin")
    return TestSupport.message(folder) { _ = try LLMCFile(path: folder.file("m.bin")) } ?? "read"
  }

  private func values(_ file: LLMCFile, _ parameter: LLMCFile.Parameter, layer: Int, _ first: Int) -> [Float] {
    var values: [Float] = [.nan, .nan]
    values.withUnsafeMutableBufferPointer { file.copyFloats(parameter, layer: layer, from: first, into: $0) }
    return values
  }

  @Test func whereTheParametersAre() throws {
    try folder.write(bytes(Self.sizes), to: "m.bin")
    let file = try LLMCFile(path: folder.file("m.bin"))
    #expect(
      file.sizes == LLMCFile.Sizes(positions: 3, vocabulary: 5, layers: 2, heads: 1, width: 2, rows: 6))
    #expect(values(file, .tokens, layer: 0, 2) == [2, 3])
    #expect(values(file, .positions, layer: 0, 0) == [12, 13])
    // Gains of both layers, biases of both, and then matrices (6, 2).
    #expect(values(file, .norm1, layer: 1, 0) == [20, 21])
    #expect(values(file, .norm1Bias, layer: 0, 0) == [22, 23])
    #expect(values(file, .qkv, layer: 1, 4) == [42, 43])
    #expect(values(file, .finalNorm, layer: 0, 0) == [166, 167])
    #expect(values(file, .finalNormBias, layer: 0, 0) == [168, 169])
  }

  @Test func whatIsRefused() throws {
    func changed(_ index: Int, _ value: Int32, numbers: Int = Self.count) -> [UInt8] {
      var sizes = Self.sizes
      sizes[index] = value
      return bytes(sizes, numbers: numbers)
    }
    #expect(try message(bytes(Self.sizes)) == "read")
    #expect(
      try message(Array(bytes(Self.sizes)[..<1000]))
        == "m.bin: cut off: 1,000 bytes (expected 1,024 of llm.c's header); copy or download it again")
    #expect(
      try message(changed(0, 20_240_520))
        == "m.bin: is tokens of llm.c (expected its GPT-2, as in model_….bin); name that")
    #expect(
      try message(changed(1, 1))
        == "m.bin: version 1 of llm.c's models (expected 3 for fp32 or 5 for bf16); write it again with a recent llm.c")
    #expect(
      try message(changed(4, 0))
        == "m.bin: num_layers is 0 in llm.c's header (expected 1 to 10000); copy or download it again")
    #expect(
      try message(changed(6, -2))
        == "m.bin: channels is -2 in llm.c's header (expected 1 to 1048576); copy or download it again")
    #expect(
      try message(changed(7, 4))
        == "m.bin: padded_vocab_size is 4 in llm.c's header (expected at least the vocabulary's 5); copy or download it again"
    )
    #expect(
      try message(bytes(Self.sizes, numbers: 169))
        == "m.bin: cut off: 1,700 bytes (expected 1,704, as its header says); copy or download it again")
    #expect(
      try message(bytes(Self.sizes, numbers: 171))
        == "m.bin: too long: 1,708 bytes (expected 1,704, as its header says); copy or download it again")
    // The largest model that the header can ask for.
    #expect(
      try message(bytes([20_240_326, 3, 1 << 24, 1 << 21, 10_000, 1 << 20, 1 << 20, 1 << 22]))
        .hasPrefix("m.bin: cut off: 1,704 bytes (expected 527,"))
  }
}
