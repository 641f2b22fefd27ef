/// A file of PyTorch's `torch.save`, mapped: dictionaries of tensors, numbers and texts, of which nothing is run. Tensors are
/// read where they are; what nobody asks for is not looked at.
package final class TorchFile: Sendable {
  /// The path as given.
  package let path: String

  private let file: MappedFile
  private let archive: ZipArchive
  private let pickle: Pickle
  /// What stands before the members' names: the archive's own name, and a slash.
  private let prefix: String

  /// A model of a thousand tensors with its optimizer's state takes less than a megabyte.
  private static let largestPickle = 8 << 20

  /// Whether a file begins like one, or like one of earlier releases, which are refused when they are opened.
  package static func isOne(_ head: [UInt8]) -> Bool { head.starts(with: Array("PK".utf8)) || isLegacy(head) }

  /// A pickle of protocol 2 that begins with torch's number of 10 bytes, 0x1950a86a20f9469cfc6c.
  private static func isLegacy(_ head: [UInt8]) -> Bool {
    head.starts(with: [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19])
  }

  /// Opens a file and reads its pickle; tensors are not looked at.
  ///
  /// - Throws: `FormatError.file` or `FormatError.torch`
  package init(path: String) throws {
    self.path = path
    file = try MappedFile(path: path)
    do throws(TorchProblem) {
      if Self.isLegacy(Array(file.bytes.prefix(14))) { throw .legacy }
      archive = try ZipArchive(file.bytes)
      prefix = try Self.prefix(archive)
      try Self.checkOrder(archive.members[prefix + "byteorder"], file.bytes)
      pickle = try Self.pickle(archive.members[prefix + "data.pkl"], file.bytes)
    } catch {
      throw FormatError.torch(path: path, error)
    }
  }

  private static func prefix(_ archive: ZipArchive) throws(TorchProblem) -> String {
    let names = archive.members.keys
    if names.contains(where: { $0.hasSuffix("/constants.pkl") || $0.contains("/code/") }) { throw .script }
    if let member = archive.packed { throw .packed(member: member) }
    let found = names.filter { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }.min { ($0.count, $0) < ($1.count, $1) }
    guard let found else { throw .noMember("data.pkl") }
    return String(found.dropLast("data.pkl".count))
  }

  private static func checkOrder(_ range: Range<Int>?, _ bytes: UnsafeRawBufferPointer) throws(TorchProblem) {
    guard let range, !bytes[range].elementsEqual("little".utf8) else { return }
    throw .bigEndian
  }

  private static func pickle(_ range: Range<Int>?, _ bytes: UnsafeRawBufferPointer) throws(TorchProblem) -> Pickle {
    guard let range else { throw .noMember("data.pkl") }
    guard range.count <= largestPickle else { throw .pickleTooLarge(bytes: range.count, limit: largestPickle) }
    return try PickleReader.read(UnsafeRawBufferPointer(rebasing: bytes[range]))
  }

  /// What was saved.
  package var root: TorchValue { TorchValue(pickle, pickle.root) }

  /// Copies consecutive numbers of a tensor of F32, F16, BF16 or F64 as floats.
  ///
  /// - Parameters:
  ///   - tensor: of this file
  ///   - name: what it is called in messages
  ///   - first: the place of the first number, row after row
  ///   - target: has room for as many as are wanted, which the tensor has
  /// - Throws: `FormatError.torch`
  package func copyFloats(
    _ tensor: TorchTensor, called name: String, from first: Int = 0, into target: UnsafeMutableBufferPointer<Float>
  ) throws {
    let bytes = try content(tensor, called: name)
    let (start, count) = (first * tensor.type.byteCount, target.count * tensor.type.byteCount)
    guard first >= 0, start + count <= bytes.count else {
      throw FormatError.torch(
        path: path, .beyondStorage(tensor: name, bytes: start + count, storage: bytes.count))
    }
    tensor.type.copyFloats(UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]), into: target)
  }

  /// Whether two tensors hold the same numbers of the same type, to the bit.
  ///
  /// - Throws: `FormatError.torch` for one that cannot be read
  package func isEqual(_ first: TorchTensor, _ second: TorchTensor, called names: (String, String)) throws -> Bool {
    guard !first.isSame(as: second) else { return true }
    let (one, other) = (try content(first, called: names.0), try content(second, called: names.1))
    return first.type == second.type && one.elementsEqual(other)
  }

  /// Refuses a tensor whose numbers cannot be read as floats, or are not all there.
  ///
  /// - Throws: `FormatError.torch`
  package func check(_ tensor: TorchTensor, called name: String) throws { _ = try content(tensor, called: name) }

  private func content(_ tensor: TorchTensor, called name: String) throws -> UnsafeRawBufferPointer {
    func problem(_ problem: TorchProblem) -> FormatError { .torch(path: path, problem) }
    guard tensor.type.isReadAsFloat else {
      throw problem(.otherType(tensor: name, expected: "F32, F16, BF16 or F64", found: tensor.type.rawValue))
    }
    guard tensor.isContiguous else { throw problem(.strided(tensor: name)) }
    guard let range = archive.members["\(prefix)data/\(tensor.storage)"] else {
      throw problem(.noStorage(tensor: name))
    }
    let size = tensor.type.byteCount
    let count = tensor.count.flatMap { $0.multipliedReportingOverflow(by: size).overflow ? nil : $0 * size }
    guard let count, tensor.offset <= range.count / size, count <= range.count - tensor.offset * size else {
      throw problem(
        .beyondStorage(tensor: name, bytes: count.map { tensor.offset &* size &+ $0 } ?? .max, storage: range.count))
    }
    let start = range.lowerBound + tensor.offset * size
    return UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + count])
  }
}

/// A value of a file of `torch.save`.
package struct TorchValue: Sendable {
  private let pickle: Pickle
  private let value: Pickle.Value

  init(_ pickle: Pickle, _ value: Pickle.Value) { (self.pickle, self.value) = (pickle, value) }

  /// The members of a dictionary that have texts as keys; nil for anything else.
  package var members: [String: TorchValue]? {
    guard case .dictionary(let index) = value else { return nil }
    let items = pickle.objects[index]
    var members: [String: TorchValue] = [:]
    for place in stride(from: 0, to: items.count - 1, by: 2) {
      if case .text(let key) = items[place] { members[pickle.texts[key]] = TorchValue(pickle, items[place + 1]) }
    }
    return members
  }

  /// The tensor that it is.
  package var tensor: TorchTensor? { if case .tensor(let index) = value { pickle.tensors[index] } else { nil } }
  /// The whole number that it is.
  package var int: Int? { if case .integer(let value) = value { value } else { nil } }
  /// Whether it is true or false, if it is one of them.
  package var bool: Bool? { if case .bool(let value) = value { value } else { nil } }

  /// What it is, in words.
  package var kind: String {
    switch value {
    case .none: "None"
    case .bool: "true or false"
    case .integer, .largeInteger: "an integer"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .tuple: "a tuple"
    case .dictionary: "a dictionary"
    case .tensor: "a tensor"
    case .storage, .global: "an object"
    }
  }
}
