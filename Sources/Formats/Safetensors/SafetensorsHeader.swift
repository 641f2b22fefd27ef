/// What a file says about one of its tensors.
package struct TensorInfo: Sendable, Equatable {
  /// The element type.
  package let type: TensorType
  /// The extent of each dimension, outermost first.
  package let shape: [Int]
  /// Where the bytes are, from the start of the data.
  let range: Range<Int>

  /// The number of elements.
  package var elementCount: Int { range.count / type.byteCount }

  /// The bytes of a tensor; nil for negative extents and when they cannot be counted in 64 bits.
  static func byteCount(shape: [Int], type: TensorType) -> Int? {
    var bytes = type.byteCount
    for extent in shape {
      guard extent >= 0 else { return nil }
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      bytes = product
    }
    return bytes
  }
}

/// The header of a `.safetensors` file, held to the specification more strictly than the reference library does.
struct SafetensorsHeader: Sendable {
  let tensors: [String: TensorInfo]
  let metadata: [String: String]
  /// Where the data begins in the file.
  let dataOffset: Int

  init(_ bytes: UnsafeRawBufferPointer) throws(SafetensorsProblem) {
    let text = try Self.text(bytes)
    dataOffset = SafetensorsLayout.lengthBytes + text.count
    let members = try Self.members(text)
    metadata = try Self.metadata(members[SafetensorsLayout.metadataKey])
    var tensors: [String: TensorInfo] = [:]
    // In a fixed order, so that the same file always gives the same message.
    for (name, value) in members.sorted(by: { $0.key < $1.key }) where name != SafetensorsLayout.metadataKey {
      tensors[name] = try Self.tensor(name, value, dataBytes: bytes.count - dataOffset)
    }
    self.tensors = tensors
    try Self.checkCoverage(tensors, dataBytes: bytes.count - dataOffset)
  }

  /// The header's text, found by its length.
  private static func text(_ bytes: UnsafeRawBufferPointer) throws(SafetensorsProblem) -> UnsafeRawBufferPointer {
    guard bytes.count >= SafetensorsLayout.lengthBytes else { throw .tooShort(bytes: bytes.count) }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= SafetensorsLayout.maximumHeader else { throw .headerTooLong(length) }
    let end = SafetensorsLayout.lengthBytes + Int(length)
    guard end <= bytes.count else { throw .headerBeyondFile(header: Int(length), bytes: bytes.count) }
    let text = UnsafeRawBufferPointer(rebasing: bytes[SafetensorsLayout.lengthBytes..<end])
    if let first = text.first, first != UInt8(ascii: "{") { throw .headerStart(first) }
    return text
  }

  private static func members(_ text: UnsafeRawBufferPointer) throws(SafetensorsProblem) -> [String: JSONValue] {
    if let last = text.lastIndex(of: UInt8(ascii: "}")),
      let padding = text[(last + 1)...].first(where: { $0 != UInt8(ascii: " ") })
    {
      throw .headerPadding(padding)
    }
    do throws(JSONProblem) {
      return try JSONValue(parsing: text).object ?? [:]
    } catch {
      throw .header(error)
    }
  }

  private static func metadata(_ value: JSONValue?) throws(SafetensorsProblem) -> [String: String] {
    guard let value else { return [:] }
    guard let members = value.object else { throw .metadataNotStrings }
    let strings = members.compactMapValues(\.string)
    guard strings.count == members.count else { throw .metadataNotStrings }
    return strings
  }

  private static func tensor(
    _ name: String, _ value: JSONValue, dataBytes: Int
  ) throws(SafetensorsProblem) -> TensorInfo {
    guard let members = value.object else {
      throw .header(.shape(key: name, expected: "an object", found: value.kind))
    }
    if let key = members.keys.sorted().first(where: { !["dtype", "shape", "data_offsets"].contains($0) }) {
      throw .header(.unknownKey("\(name).\(key)"))
    }
    guard let typeName = members["dtype"]?.string else {
      throw .header(.shape(key: "\(name).dtype", expected: "a string", found: members["dtype"]?.kind ?? "missing"))
    }
    guard let type = TensorType(rawValue: typeName) else { throw .unknownType(tensor: name, typeName) }
    guard let shape = naturals(members["shape"]) else { throw .shape(tensor: name) }
    guard let expected = TensorInfo.byteCount(shape: shape, type: type) else { throw .shapeOverflow(tensor: name) }
    guard let offsets = naturals(members["data_offsets"]), offsets.count == 2 else { throw .offsets(tensor: name) }
    guard offsets[0] <= offsets[1] else {
      throw .reversedOffsets(tensor: name, begin: offsets[0], end: offsets[1])
    }
    guard offsets[1] <= dataBytes else {
      throw .beyondFile(tensor: name, end: offsets[1], dataBytes: dataBytes)
    }
    guard offsets[1] - offsets[0] == expected else {
      throw .length(tensor: name, expected: expected, found: offsets[1] - offsets[0])
    }
    return TensorInfo(type: type, shape: shape, range: offsets[0]..<offsets[1])
  }

  /// The tensors cover the data from its first byte to its last, each byte once.
  private static func checkCoverage(_ tensors: [String: TensorInfo], dataBytes: Int) throws(SafetensorsProblem) {
    let ordered = tensors.sorted { first, second in
      let (a, b) = (first.value.range, second.value.range)
      return (a.lowerBound, a.upperBound, first.key) < (b.lowerBound, b.upperBound, second.key)
    }
    var end = 0
    var previous = ""
    for (name, info) in ordered {
      if info.range.lowerBound < end { throw .overlap(previous, name) }
      if info.range.lowerBound > end { throw .hole(before: name, bytes: info.range.lowerBound - end) }
      end = info.range.upperBound
      previous = name
    }
    if end < dataBytes { throw .trailing(bytes: dataBytes - end) }
  }

  private static func naturals(_ value: JSONValue?) -> [Int]? {
    guard let elements = value?.array else { return nil }
    let numbers = elements.compactMap(\.int)
    return numbers.count == elements.count && numbers.allSatisfy { $0 >= 0 } ? numbers : nil
  }
}
