import Foundation

@testable import Tokenization

/// Files beside the tests, and the GPT-2 vocabulary made of one of them.
enum Fixtures {
  static func text(_ name: String) throws -> [UInt8] {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Fixtures")
    return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  static func lines(_ name: String) throws -> [String] {
    String(decoding: try text(name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  static let endOfText = Array("<|endoftext|>".utf8)

  /// Those of the goldens: one begins as another does, and one holds another twice.
  static let specialTokens = ["<|endoftext|>", "<|end|>", "<|endoftext|><|endoftext|>"].map { Array($0.utf8) }

  /// The merges that the plain trainer learns from a text: `NAME_merges.txt`.
  static func merges(_ name: String) throws -> [Merge] { try lines("\(name)_merges.txt").map(ByteAlphabet.merge) }

  /// The vocabulary that the plain trainer learns from a text: special tokens, bytes, merges.
  static func vocabulary(learntFrom name: String) throws -> Vocabulary {
    let merges = try merges(name)
    let tokens = specialTokens + (UInt8.min...UInt8.max).map { [$0] } + merges.map(\.product)
    return try Vocabulary(tokens: tokens, merges: merges, specialTokens: specialTokens)
  }

  /// GPT-2's vocabulary: the bytes in its alphabet's order, the merges, the special token.
  static let gpt2 = Result { try gpt2Vocabulary(specialTokens: [endOfText]) }

  /// As above, with further special tokens after the first.
  static func gpt2Vocabulary(specialTokens: [[UInt8]]) throws -> Vocabulary {
    let merges = try merges("gpt2")
    let tokens = ByteAlphabet.order.map { [$0] } + merges.map(\.product) + specialTokens
    return try Vocabulary(tokens: tokens, merges: merges, specialTokens: specialTokens)
  }
}

extension TokenizerKernels {
  /// The instruction sets that this machine runs: a test is not said to have passed for another.
  static let here = instructionSets.filter { TokenizerKernels(instructionSet: $0) != nil }
}

/// GPT-2's way of showing bytes as printable characters.
enum ByteAlphabet {
  /// The bytes in the order of GPT-2's ids: those that print, then the rest.
  static let order: [UInt8] = {
    let printable = (UInt8.min...UInt8.max).filter { (33...126).contains($0) || $0 >= 161 && $0 != 173 }
    return printable + (UInt8.min...UInt8.max).filter { !printable.contains($0) }
  }()

  private static let bytes: [Unicode.Scalar: UInt8] = {
    var bytes: [Unicode.Scalar: UInt8] = [:]
    for (i, byte) in order.enumerated() {
      let shown = i < 188 ? UInt32(byte) : 256 + UInt32(i - 188)
      if let scalar = Unicode.Scalar(shown) { bytes[scalar] = byte }
    }
    return bytes
  }()

  static func decode(_ text: some StringProtocol) -> [UInt8] { text.unicodeScalars.compactMap { bytes[$0] } }

  /// A line of merges.txt: two tokens and a space between.
  static func merge(_ line: String) -> Merge {
    let parts = line.split(separator: " ").map(decode)
    return Merge(left: parts.first ?? [], right: parts.last ?? [])
  }
}
