/// A tensor to be written.
package struct TensorToWrite {
  /// Where the numbers are.
  fileprivate enum Content {
    case floats(UnsafeBufferPointer<Float>)
    case integers([Int64])
  }

  /// The tensor's name, unique in its file.
  package let name: String
  /// The extent of each dimension, outermost first; empty for a single number.
  package let shape: [Int]
  fileprivate let content: Content

  /// A tensor of floats (F32), row-major. They are written from where they are: the buffer must stay valid until then.
  package init(name: String, shape: [Int], floats: UnsafeBufferPointer<Float>) {
    self.name = name
    self.shape = shape
    content = .floats(floats)
  }

  /// A tensor of 64-bit integers (I64), row-major.
  package init(name: String, shape: [Int], integers: [Int64]) {
    self.name = name
    self.shape = shape
    content = .integers(integers)
  }

  /// The element type.
  package var type: TensorType {
    switch content {
    case .floats: .float32
    case .integers: .int64
    }
  }

  fileprivate var byteCount: Int {
    switch content {
    case .floats(let buffer): 4 * buffer.count
    case .integers(let numbers): 8 * numbers.count
    }
  }

  fileprivate func write(to writer: AtomicFileWriter) throws {
    switch content {
    case .floats(let buffer): try writer.write(UnsafeRawBufferPointer(buffer))
    case .integers(let numbers): try numbers.withUnsafeBytes { try writer.write($0) }
    }
  }
}

/// Writes `.safetensors` files: the same bytes for the same tensors, whatever the order they are given in.
///
/// Header keys are sorted. Data stands by element size, largest first, then by name, so that every tensor is aligned
/// (the reference library does the same). Memory: the header only.
package enum SafetensorsWriter {
  /// Writes a file that appears whole or not at all.
  /// - Throws: `FormatError.tensors` for a name that comes twice or a shape that does not fit its numbers;
  ///   `FormatError.file` if it cannot be written.
  package static func write(
    _ tensors: [TensorToWrite], metadata: [String: String], to path: String
  ) throws -> WrittenFile {
    try check(tensors, path: path)
    let ordered = tensors.sorted { first, second in
      if first.type.byteCount != second.type.byteCount { return first.type.byteCount > second.type.byteCount }
      return first.name.utf8.lexicographicallyPrecedes(second.name.utf8)
    }
    let header = header(ordered, metadata: metadata)
    let writer = try AtomicFileWriter(path: path)
    try writer.write(littleEndian: UInt64(header.count))
    try writer.write(header)
    for tensor in ordered { try tensor.write(to: writer) }
    return try writer.commit()
  }

  private static func header(_ ordered: [TensorToWrite], metadata: [String: String]) -> [UInt8] {
    var members: [String: JSONValue] = [:]
    var offset = 0
    for tensor in ordered {
      let end = offset + tensor.byteCount
      members[tensor.name] = [
        "dtype": .string(tensor.type.rawValue),
        "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
        "data_offsets": [.integer(Int64(offset)), .integer(Int64(end))],
      ]
      offset = end
    }
    if !metadata.isEmpty {
      members[SafetensorsLayout.metadataKey] = .object(metadata.mapValues { .string($0) })
    }
    var text = Array(JSONValue.object(members).canonical.utf8)
    while text.count % SafetensorsLayout.alignment != 0 { text.append(UInt8(ascii: " ")) }
    return text
  }

  private static func check(_ tensors: [TensorToWrite], path: String) throws {
    var names: Set<String> = []
    for tensor in tensors {
      guard tensor.name != SafetensorsLayout.metadataKey else {
        throw FormatError.tensors(path: path, .reservedName)
      }
      guard names.insert(tensor.name).inserted else {
        throw FormatError.tensors(path: path, .duplicateName(tensor.name))
      }
      guard let bytes = TensorInfo.byteCount(shape: tensor.shape, type: tensor.type) else {
        throw FormatError.tensors(path: path, .shapeOverflow(tensor: tensor.name))
      }
      guard bytes == tensor.byteCount else {
        throw FormatError.tensors(
          path: path, .length(tensor: tensor.name, expected: bytes, found: tensor.byteCount))
      }
    }
  }
}
