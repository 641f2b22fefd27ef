/// A reader of bytes, and what must hold of it whatever it is given.
///
/// The fuzzer looks for inputs that break it (pipelines/test/fuzz.sh); the tests replay those that it found worth
/// keeping.
struct FuzzTarget: Sendable, CustomStringConvertible {
  /// The name of its folders in `Corpus`.
  let name: String
  private let body: @Sendable (_ input: UnsafeRawBufferPointer, _ bench: FuzzBench) throws -> Void

  /// A target that throws what its reader throws, and `BrokenProperty` where more than that is wrong.
  init(
    _ name: String, _ body: @escaping @Sendable (_ input: UnsafeRawBufferPointer, _ bench: FuzzBench) throws -> Void
  ) {
    self.name = name
    self.body = body
  }

  var description: String { name }

  /// What does not hold with this input; nil if all is well. A reader may refuse an input, but in one plain line.
  func problem(with input: UnsafeRawBufferPointer, _ bench: FuzzBench) -> String? {
    do {
      try body(input, bench)
      return nil
    } catch let broken as BrokenProperty {
      return broken.what
    } catch {
      return Self.fault(ofMessage: "\(error)")
    }
  }

  /// The longest message that can be read at a glance.
  private static let longestMessage = 1000

  private static func fault(ofMessage message: String) -> String? {
    if message.unicodeScalars.contains(where: isUnfit) {
      return "a message that a terminal would obey: \(message.debugDescription)"
    }
    return message.utf8.count > longestMessage ? "a message of \(message.utf8.count) bytes" : nil
  }

  /// Control characters, line breaks, and what turns the direction of text.
  private static func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
  }
}

/// Something that a reader promises and does not keep.
struct BrokenProperty: Error {
  let what: String
}

/// - Throws: `BrokenProperty` unless the condition holds.
func expect(_ condition: Bool, _ what: @autoclosure () -> String) throws {
  guard condition else { throw BrokenProperty(what: what()) }
}

/// The value of something that must not fail.
func sure<Value>(_ what: String, _ value: () throws -> Value) throws -> Value {
  do {
    return try value()
  } catch {
    throw BrokenProperty(what: "\(what): \(error)")
  }
}

extension FuzzTarget {
  /// All targets, by the way of the data.
  static let all =
    [json, vocabulary, mergesJSON, mergesText, addedTokens, tokenizer, merging, encoding, decoding, pretokens]
    + roundTrips + [tokenizerAlone, ranks, rankSettings]
    + [
      cutPoints, training, shard, builtShard, partList, dataset, safetensors, safetensorsHeader, modelFile, modelFolder,
      torchFile, pickle, llmcFile,
    ]
    + [receipt, metrics, report, jsonLines, textInput, taskLines]
}
