/// A line of JSON Lines: an object, often with a document's text in one of its members.
package enum JSONLine {
  /// The value of a line; nil for a line of nothing but white space.
  /// - Throws: `JSONProblem` if the line is no strict JSON.
  package static func value(_ line: UnsafeRawBufferPointer) throws(JSONProblem) -> JSONValue? {
    guard line.contains(where: { !$0.isWhiteSpace }) else { return nil }
    return try JSONValue(parsing: ByteOrderMark.skipped(in: line))
  }

  /// Hands the text of the member `field` to `body`; nil for a line of nothing but white space.
  /// - Throws: `JSONProblem` if the line is no strict JSON object, or the member is missing or no string.
  package static func withText<Result>(
    _ line: UnsafeRawBufferPointer, field: String, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(JSONProblem) -> Result? {
    guard line.contains(where: { !$0.isWhiteSpace }) else { return nil }
    var scanner = try JSONScanner(line, mayHaveMark: true)
    var result: Result?
    let wanted = Array(field.utf8)
    let first = try scanner.peek()
    guard first == UInt8(ascii: "{") else {
      throw .shape(key: field, expected: "a member of an object", found: "missing: the line is no object")
    }
    try scanner.forEachMember { scanner, key throws(JSONProblem) in
      guard key == wanted else { return try scanner.skipValue() }
      guard try scanner.peek() == UInt8(ascii: "\"") else {
        throw .shape(key: field, expected: "a text in quotes", found: "something else")
      }
      result = try scanner.stringBytes(body)
    }
    try scanner.finish()
    guard let result else { throw .shape(key: field, expected: "a text", found: "missing") }
    return result
  }

  /// The names of the members of the first line that hold texts, or the messages of a conversation; nil if it is no whole
  /// JSON object. None if it is longer than the beginning of the file that is looked at.
  package static func textMembers(of head: [UInt8]) -> [String]? {
    let isWhole = head.count < FileFormat.longestBeginning
    guard let end = head.firstIndex(of: UInt8(ascii: "\n")) ?? (isWhole ? head.count : nil) else {
      return head.first { !$0.isWhiteSpace } == UInt8(ascii: "{") ? [] : nil
    }
    guard case .object(let members)? = try? JSONValue(parsing: Array(head[..<end])) else { return nil }
    return members.filter { $0.value.string != nil || $0.key == "messages" && $0.value.array != nil }.map(\.key)
      .sorted()
  }
}
