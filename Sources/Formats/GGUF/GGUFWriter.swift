/// A tensor of a GGUF file: its numbers are asked for row by row, when they are written.
package struct GGUFTensor {
  package let name: String
  /// Sizes, outermost first, as everywhere here; the file has them the other way round.
  package let shape: [Int]
  let type: GGUFType
  /// Gives a row's numbers, or all of a vector.
  let row: (_ index: Int, _ into: UnsafeMutableBufferPointer<Float>) -> Void

  /// A tensor that is stored as `type` if it is a matrix whose rows are whole blocks of that, and else as f32, or as f16
  /// where only the blocks do not fit.
  package init(
    name: String, shape: [Int], type: GGUFType,
    row: @escaping (_ index: Int, _ into: UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    (self.name, self.shape, self.row) = (name, shape, row)
    let isWhole = shape.count == 2 && (type != .q8_0 || shape[1].isMultiple(of: GGUFType.blockSize))
    self.type = isWhole ? type : shape.count == 2 ? .f16 : .f32
  }

  var rows: Int { shape.count == 2 ? shape[0] : 1 }
  var width: Int { shape.last ?? 1 }
  var byteCount: Int { rows * type.byteCount(width) }
}

/// Writes GGUF, version 3: the file of llama.cpp and of what is built on it.
///
/// Source: ggml-org/ggml, docs/gguf.md. Numbers are little-endian; tensors begin at multiples of 32 bytes.
package enum GGUFWriter {
  private static let alignment = 32

  /// Writes a file that appears whole or not at all. Metadata and tensors stand in the order given.
  ///
  /// - Throws: `FormatError.file` if it cannot be written
  package static func write(
    _ tensors: [GGUFTensor], metadata: [(key: String, value: GGUFValue)], to path: String
  ) throws -> WrittenFile {
    var head = Array("GGUF".utf8)
    head.append(littleEndian: UInt32(3))
    head.append(littleEndian: UInt64(tensors.count))
    head.append(littleEndian: UInt64(metadata.count))
    for (key, value) in metadata {
      head.append(counted: Array(key.utf8))
      value.append(to: &head)
    }
    var offset = 0
    for tensor in tensors {
      head.append(counted: Array(tensor.name.utf8))
      head.append(littleEndian: UInt32(tensor.shape.count))
      for size in tensor.shape.reversed() { head.append(littleEndian: UInt64(size)) }
      head.append(littleEndian: tensor.type.code)
      head.append(littleEndian: UInt64(offset))
      offset += padded(tensor.byteCount)
    }
    let writer = try AtomicFileWriter(path: path)
    try writer.write(head + zeros(after: head.count))
    for tensor in tensors { try write(tensor, to: writer) }
    return try writer.commit()
  }

  private static func write(_ tensor: GGUFTensor, to writer: AtomicFileWriter) throws {
    let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: tensor.width)
    defer { values.deallocate() }
    var bytes: [UInt8] = []
    for row in 0..<tensor.rows {
      tensor.row(row, values)
      bytes.removeAll(keepingCapacity: true)
      tensor.type.append(UnsafeBufferPointer(values), to: &bytes)
      try writer.write(bytes)
    }
    try writer.write(zeros(after: tensor.byteCount))
  }

  private static func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

  private static func zeros(after count: Int) -> [UInt8] { [UInt8](repeating: 0, count: padded(count) - count) }
}
