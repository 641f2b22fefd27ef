/// A `.safetensors` file, mapped; tensors are read where they are.
package final class SafetensorsFile: Sendable {
  /// The path as given.
  package let path: String
  /// The strings of `__metadata__`.
  package let metadata: [String: String]

  private let file: MappedFile
  private let header: SafetensorsHeader

  /// Opens a file and checks its header completely; the tensors' numbers are not looked at.
  /// - Throws: `FormatError.file` or `FormatError.tensors`.
  package init(path: String) throws {
    self.path = path
    file = try MappedFile(path: path)
    do throws(SafetensorsProblem) {
      header = try SafetensorsHeader(file.bytes)
    } catch {
      throw FormatError.tensors(path: path, error)
    }
    metadata = header.metadata
  }

  /// The tensors' names, sorted by their bytes.
  package var names: [String] {
    header.tensors.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Bytes of the file.
  package var byteCount: Int { file.count }

  /// What the file says about a tensor; nil if it has none of that name.
  package func info(_ name: String) -> TensorInfo? { header.tensors[name] }

  /// The value of a metadata key that must be there.
  /// - Throws: `FormatError.tensors`.
  package func metadata(_ key: String) throws -> String {
    guard let value = metadata[key] else { throw FormatError.tensors(path: path, .noMetadata(key: key)) }
    return value
  }

  /// The floats of an F32 tensor without a copy, row-major; valid as long as this object lives. `shape` is what the
  /// tensor must have; nil for any.
  /// - Throws: `FormatError.tensors` if it is missing, of another type or shape, or not aligned.
  package func floats(_ name: String, shape: [Int]? = nil) throws -> UnsafeBufferPointer<Float> {
    let info = try required(name, types: [.float32], shape: shape)
    let bytes = content(info)
    guard Int(bitPattern: bytes.baseAddress) % MemoryLayout<Float>.alignment == 0 else {
      throw FormatError.tensors(path: path, .misaligned(tensor: name))
    }
    return bytes.assumingMemoryBound(to: Float.self)
  }

  /// Copies a tensor of F32, F16 or BF16 as floats, row-major, to `target`, which has room for exactly its elements.
  /// `shape` is what the tensor must have; nil for any.
  /// - Throws: `FormatError.tensors` if it is missing or of another type, shape or size.
  package func copyFloats(
    _ name: String, shape: [Int]? = nil, into target: UnsafeMutableBufferPointer<Float>
  ) throws {
    let info = try required(name, types: [.float32, .float16, .bfloat16], shape: shape)
    guard info.elementCount == target.count else {
      throw FormatError.tensors(
        path: path, .length(tensor: name, expected: target.count * info.type.byteCount, found: info.range.count))
    }
    info.type.copyFloats(content(info), into: target)
  }

  /// The numbers of an I64 tensor, row-major.
  /// - Throws: `FormatError.tensors` if it is missing or of another type or shape.
  package func integers(_ name: String, shape: [Int]? = nil) throws -> [Int64] {
    let info = try required(name, types: [.int64], shape: shape)
    let bytes = content(info)
    return (0..<info.elementCount).map { index in
      Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self))
    }
  }

  private func required(_ name: String, types: [TensorType], shape: [Int]?) throws -> TensorInfo {
    guard let info = header.tensors[name] else { throw FormatError.tensors(path: path, .noTensor(name)) }
    guard types.contains(info.type) else {
      let expected = types.map(\.rawValue).joined(separator: " or ")
      throw FormatError.tensors(
        path: path, .otherType(tensor: name, expected: expected, found: info.type.rawValue))
    }
    if let shape, shape != info.shape {
      throw FormatError.tensors(path: path, .otherShape(tensor: name, expected: shape, found: info.shape))
    }
    return info
  }

  private func content(_ info: TensorInfo) -> UnsafeRawBufferPointer {
    let start = header.dataOffset + info.range.lowerBound
    return UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + info.range.count])
  }
}
