import Messages

/// Why a `.safetensors` file cannot be used; one case for each way to break the specification.
package enum SafetensorsProblem: Error, Equatable, Sendable, CustomStringConvertible {
  case tooShort(bytes: Int)
  case headerTooLong(UInt64)
  case headerBeyondFile(header: Int, bytes: Int)
  case headerStart(UInt8)
  case headerPadding(UInt8)
  case header(JSONProblem)
  case metadataNotStrings
  case unknownType(tensor: String, String)
  case shape(tensor: String)
  case shapeOverflow(tensor: String)
  case offsets(tensor: String)
  case reversedOffsets(tensor: String, begin: Int, end: Int)
  case beyondFile(tensor: String, end: Int, dataBytes: Int)
  case length(tensor: String, expected: Int, found: Int)
  case overlap(String, String)
  case hole(before: String, bytes: Int)
  case trailing(bytes: Int)

  case noTensor(String)
  case otherType(tensor: String, expected: String, found: String)
  case otherShape(tensor: String, expected: [Int], found: [Int])
  case misaligned(tensor: String)
  case noMetadata(key: String)

  case duplicateName(String)
  case reservedName

  package var description: String {
    switch self {
    case .tooShort(let bytes):
      return "\(bytes) \(Units.noun(bytes, "byte is", "bytes are")) too short for a safetensors file "
        + "(expected at least 8 for the header's length)"
    case .headerTooLong(let bytes):
      return "a header of \(bytes) bytes (expected at most \(SafetensorsLayout.maximumHeader)); not a safetensors file?"
    case .headerBeyondFile(let header, let bytes):
      return "cut off: a header of \(header) bytes in a file of \(bytes)"
    case .headerStart(let byte):
      return "the header begins with \(Printable.byte(byte)) (expected '{')"
    case .headerPadding(let byte):
      return "the header is padded with \(Printable.byte(byte)) (expected spaces)"
    case .header(let problem):
      return "in the header, \(problem)"
    case .metadataNotStrings:
      return "__metadata__ is not an object of strings"
    case .unknownType(let tensor, let type):
      return "tensor \(Printable.quoted(tensor)) has the unknown type \(Printable.quoted(type))"
    case .shape(let tensor):
      return "the shape of tensor \(Printable.quoted(tensor)) is not a list of whole numbers"
    case .shapeOverflow(let tensor):
      return "the shape of tensor \(Printable.quoted(tensor)) has more elements than 64 bits can count"
    case .offsets(let tensor):
      return "the offsets of tensor \(Printable.quoted(tensor)) are not two whole numbers"
    case .reversedOffsets(let tensor, let begin, let end):
      return "tensor \(Printable.quoted(tensor)) ends at \(end) before it begins at \(begin)"
    case .beyondFile(let tensor, let end, let dataBytes):
      return "cut off: tensor \(Printable.quoted(tensor)) ends at data byte \(end), but the file has \(dataBytes)"
    case .length(let tensor, let expected, let found):
      return "tensor \(Printable.quoted(tensor)) takes \(found) bytes (expected \(expected) for its shape and type)"
    case .overlap(let first, let second):
      return "tensors \(Printable.quoted(first)) and \(Printable.quoted(second)) overlap"
    case .hole(let tensor, let bytes):
      return "\(bytes) unused bytes before tensor \(Printable.quoted(tensor))"
    case .trailing(let bytes):
      return "\(bytes) \(Units.noun(bytes, "byte")) after the last tensor"
    case .noTensor(let tensor):
      return "no tensor \(Printable.quoted(tensor))"
    case .otherType(let tensor, let expected, let found):
      return "tensor \(Printable.quoted(tensor)) has type \(found) (expected \(expected))"
    case .otherShape(let tensor, let expected, let found):
      return "tensor \(Printable.quoted(tensor)) has shape \(found) (expected \(expected))"
    case .misaligned(let tensor):
      return "tensor \(Printable.quoted(tensor)) is not aligned to its element size; copy it instead of mapping it"
    case .noMetadata(let key):
      return "no \(Printable.quoted(key)) in __metadata__"
    case .duplicateName(let tensor):
      return "two tensors called \(Printable.quoted(tensor))"
    case .reservedName:
      return "a tensor called __metadata__, which is reserved"
    }
  }
}
