/// A GPT-2 as llm.c stores it (`model_….bin`, `gpt2_124M.bin`), mapped: a header of 256 numbers of 32 bits, then the
/// parameters one after another, each kind for all layers.
///
/// Source of the layout: karpathy/llm.c, train_gpt2.py (`write_model`) and train_gpt2.cu (`gpt2_write_to_checkpoint`).
package final class LLMCFile: Sendable {
  /// The path as given.
  package let path: String
  package let sizes: Sizes

  private let file: MappedFile
  private let type: TensorType
  /// Where each kind of parameter begins, in numbers.
  private let places: [Parameter: Int]

  /// What the header says of the model.
  package struct Sizes: Sendable, Equatable {
    package var positions = 0
    package var vocabulary = 0
    package var layers = 0
    package var heads = 0
    package var width = 0
    /// Rows of the token embedding, of which the last ones stand for no token.
    package var rows = 0
  }

  /// The kinds of parameters, in the file's order.
  package enum Parameter: Int, Sendable, CaseIterable {
    case tokens, positions, norm1, norm1Bias, qkv, qkvBias, attentionOutput, attentionOutputBias, norm2, norm2Bias, up,
      upBias, down, downBias, finalNorm, finalNormBias

    /// Numbers of a layer, or of all where it is not one of each layer.
    func count(_ sizes: Sizes) -> Int {
      let width = sizes.width
      switch self {
      case .tokens: return sizes.rows * width
      case .positions: return sizes.positions * width
      case .qkv: return 3 * width * width
      case .qkvBias: return 3 * width
      case .attentionOutput: return width * width
      case .up, .down: return 4 * width * width
      case .upBias: return 4 * width
      default: return width
      }
    }

    /// Whether each layer has one.
    var isOfLayers: Bool { ![.tokens, .positions, .finalNorm, .finalNormBias].contains(self) }
  }

  private static let headerNumbers = 256
  private static var headerBytes: Int { 4 * headerNumbers }

  /// Whether a file begins like one of llm.c's, of any kind.
  package static func isOne(_ head: [UInt8]) -> Bool { LLMCProblem.Kind(head) != nil }

  /// Opens a file, and holds its size to its header's; the parameters are not looked at.
  ///
  /// - Throws: `FormatError.file` or `FormatError.llmc`
  package init(path: String) throws {
    self.path = path
    file = try MappedFile(path: path)
    do throws(LLMCProblem) {
      guard file.count >= Self.headerBytes else { throw .tooShort(bytes: file.count) }
      if let kind = LLMCProblem.Kind(Array(file.bytes.prefix(4))), kind != .model { throw .otherKind(kind) }
      type = try Self.type(version: Self.number(1, file.bytes))
      sizes = try Self.sizes(file.bytes)
      places = try Self.places(sizes, type, bytes: file.count)
    } catch {
      throw FormatError.llmc(path: path, error)
    }
  }

  private static func number(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
    Int(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: Int32.self)))
  }

  private static func type(version: Int) throws(LLMCProblem) -> TensorType {
    switch version {
    case 3: return .float32
    case 5: return .bfloat16
    default: throw .version(version)
    }
  }

  /// The upper limits are far above any model; they keep all products within 64 bits.
  private static func sizes(_ bytes: UnsafeRawBufferPointer) throws(LLMCProblem) -> Sizes {
    var sizes = Sizes()
    let fields: [(String, WritableKeyPath<Sizes, Int>, Int)] = [
      ("max_seq_len", \.positions, 1 << 24), ("vocab_size", \.vocabulary, 1 << 21), ("num_layers", \.layers, 10_000),
      ("num_heads", \.heads, 1 << 20), ("channels", \.width, 1 << 20), ("padded_vocab_size", \.rows, 1 << 22),
    ]
    for (index, (name, field, most)) in fields.enumerated() {
      let found = number(2 + index, bytes)
      guard (1...most).contains(found) else { throw .size(name, found: found, most: most) }
      sizes[keyPath: field] = found
    }
    guard sizes.rows >= sizes.vocabulary else {
      throw .fewRows(found: sizes.rows, vocabulary: sizes.vocabulary)
    }
    return sizes
  }

  private static func places(
    _ sizes: Sizes, _ type: TensorType, bytes: Int
  ) throws(LLMCProblem) -> [Parameter: Int] {
    var (places, next): ([Parameter: Int], Int) = ([:], 0)
    for parameter in Parameter.allCases {
      places[parameter] = next
      next += parameter.count(sizes) * (parameter.isOfLayers ? sizes.layers : 1)
    }
    let expected = headerBytes + next * type.byteCount
    guard bytes == expected else { throw .length(found: bytes, expected: expected) }
    return places
  }

  /// Copies consecutive numbers of a parameter as floats.
  ///
  /// - Parameters:
  ///   - parameter: its kind
  ///   - layer: whose; 0 where it is not one of each layer
  ///   - first: the place of the first number, row after row
  ///   - target: has room for as many as are wanted, which the parameter has
  package func copyFloats(
    _ parameter: Parameter, layer: Int = 0, from first: Int = 0, into target: UnsafeMutableBufferPointer<Float>
  ) {
    let count = parameter.count(sizes)
    precondition(first >= 0 && first + target.count <= count && layer >= 0 && layer < sizes.layers)
    let place = (places[parameter] ?? 0) + layer * count + first
    let start = Self.headerBytes + place * type.byteCount
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + target.count * type.byteCount])
    type.copyFloats(bytes, into: target)
  }
}
