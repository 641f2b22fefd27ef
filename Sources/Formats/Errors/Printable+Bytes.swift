import Messages

extension Printable {
  /// Bytes that should be UTF-8 and are not, as text: those that belong to no character as `\xFF`.
  package static func bytes(_ bytes: [UInt8]) -> String {
    var rest = bytes[...]
    var text = ""
    while !rest.isEmpty {
      let valid = rest.withUnsafeBytes { UTF8Validation.firstInvalid($0) } ?? rest.count
      text += String(decoding: rest.prefix(valid), as: UTF8.self)
      rest = rest.dropFirst(valid)
      if let byte = rest.popFirst() { text += "\\x\(hexadecimal(UInt64(byte), digits: 2))" }
    }
    return path(text)
  }
}
