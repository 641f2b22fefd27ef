/// What a program takes and gives: plugins check neither, and some end the process where it is wrong.
package struct ProgramSignature: Equatable, Sendable {
  /// An argument of the program.
  package struct Argument: Equatable, Sendable {
    package let type: TensorType
    /// Its buffer is given up: the program may write its results there.
    package let isDonated: Bool
    /// Each partition has a part of it, so its dimensions are not those of the buffers.
    package let isSharded: Bool

    package init(type: TensorType, isDonated: Bool = false, isSharded: Bool = false) {
      self.type = type
      self.isDonated = isDonated
      self.isSharded = isSharded
    }
  }

  package let arguments: [Argument]
  package let results: [TensorType]

  package init(arguments: [Argument], results: [TensorType]) {
    self.arguments = arguments
    self.results = results
  }

  /// Reads the signature of the function `main` in a program's text.
  ///
  ///     func.func public @main(%arg0: tensor<2x3xf32> {tf.aliasing_output = 0 : i32}) -> (tensor<2x3xf32>)
  ///
  /// - Throws: `CallError.program` where there is no such function, or a type is none of a tensor of known size.
  package init(program: String) throws(CallError) {
    var reader = SignatureReader(program)
    guard reader.skip(past: "@main(") else { throw .program(reason: "there is no function @main") }
    var arguments: [Argument] = []
    for part in try reader.list() {
      arguments.append(
        Argument(
          type: try SignatureReader.type(in: part),
          isDonated: part.contains("tf.aliasing_output") || part.contains("jax.buffer_donor"),
          isSharded: part.contains("mhlo.sharding") || part.contains("sdy.sharding")))
    }
    self.arguments = arguments
    var results: [TensorType] = []
    for part in try reader.results() { results.append(try SignatureReader.type(in: part)) }
    self.results = results
  }
}

/// Reads lists of typed values, with brackets and texts inside.
private struct SignatureReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// Goes behind the first place of `word`; false if there is none.
  mutating func skip(past word: String) -> Bool {
    let word = Array(word.utf8)
    guard let first = word.first else { return false }
    while position + word.count <= bytes.count {
      if bytes[position] == first, bytes[position..<position + word.count].elementsEqual(word) {
        position += word.count
        return true
      }
      position += 1
    }
    return false
  }

  /// The parts between commas, up to the bracket that closes the list.
  mutating func list() throws(CallError) -> [Substring] {
    var parts: [Substring] = []
    var start = position
    var depth = 0
    var isInText = false
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if isInText {
        if byte == UInt8(ascii: "\\") { position += 1 } else if byte == UInt8(ascii: "\"") { isInText = false }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInText = true
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "<"): depth += 1
      case UInt8(ascii: ">") where position >= 2 && bytes[position - 2] == UInt8(ascii: "-"): break
      case UInt8(ascii: ")") where depth == 0:
        append(start..<position - 1, to: &parts)
        return parts
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ">"): depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        append(start..<position - 1, to: &parts)
        start = position
      default: break
      }
    }
    throw .program(reason: "the signature of @main has no end")
  }

  /// What follows the arguments: nothing, one type, or a list of types.
  mutating func results() throws(CallError) -> [Substring] {
    skipSpaces()
    guard bytes[position...].starts(with: Array("->".utf8)) else { return [] }
    position += 2
    skipSpaces()
    if position < bytes.count, bytes[position] == UInt8(ascii: "(") {
      position += 1
      return try list()
    }
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "{")) ?? bytes.count
    return [Substring(decoding: bytes[position..<end], as: UTF8.self)]
  }

  private mutating func skipSpaces() {
    while position < bytes.count, [0x20, 0x0A, 0x09, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private func append(_ range: Range<Int>, to parts: inout [Substring]) {
    let part = Substring(decoding: bytes[range], as: UTF8.self)
    if part.contains(where: { !$0.isWhitespace }) { parts.append(part) }
  }

  /// The type in a part such as `%arg0: tensor<2x3xf32> {…}`.
  static func type(in part: Substring) throws(CallError) -> TensorType {
    let words = part.split(separator: "tensor<", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count == 2, let end = words[1].firstIndex(of: ">") else {
      throw .program(reason: "@main has a value that is no tensor: \(part.prefix(60))")
    }
    let fields = words[1][..<end].split(separator: "x", omittingEmptySubsequences: false)
    let dimensions = fields.dropLast().map { Int($0) }
    guard let last = fields.last, let elements = ElementType(programName: last),
      !dimensions.contains(where: { ($0 ?? -1) < 0 })
    else { throw .program(reason: "@main has a tensor that is not used here: tensor<\(words[1][...end].prefix(60))") }
    return TensorType(elements, dimensions.compactMap(\.self))
  }
}
