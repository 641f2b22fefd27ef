/// Reads `metrics.jsonl`: one JSON object a line, each with a whole number `step`.
package enum MetricsReader {
  /// The longest line of a record.
  private static let longestLine = 16 << 20

  /// Calls `body` with each record in order; memory does not grow with the file.
  ///
  /// A last line without a line feed is what a killed run leaves behind: it is passed over.
  /// - Returns: The digest and number of the bytes that were read: a run at work adds to its file.
  /// - Throws: `FormatError.file` or `FormatError.metrics`, and what `body` throws.
  @discardableResult
  package static func forEach(
    _ path: String, _ body: (_ record: JSONValue, _ step: Int) throws -> Void
  ) throws -> (digest: Digest, bytes: Int) {
    let reader = try FileRangeReader(path: path)
    var hasher = SHA256()
    var line: [UInt8] = []
    var number = 0
    while let chunk = try reader.next() {
      hasher.update(UnsafeRawBufferPointer(chunk))
      var rest = chunk[...]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        line.append(contentsOf: rest[..<end])
        rest = rest[(end + 1)...]
        number += 1
        let (record, step) = try record(line, number: number, path: path)
        try body(record, step)
        line.removeAll(keepingCapacity: true)
      }
      line.append(contentsOf: rest)
      guard line.count <= longestLine else { throw FormatError.metrics(path: path, .longLine(line: number + 1)) }
    }
    return (hasher.finish(), reader.bytesRead)
  }

  /// All records in order.
  /// - Throws: `FormatError.file` or `FormatError.metrics`.
  package static func records(_ path: String) throws -> [JSONValue] {
    var records: [JSONValue] = []
    try forEach(path) { record, _ in records.append(record) }
    return records
  }

  private static func record(_ line: [UInt8], number: Int, path: String) throws -> (JSONValue, Int) {
    let record: JSONValue
    do throws(JSONProblem) {
      record = try JSONValue(parsing: line)
    } catch {
      throw FormatError.metrics(path: path, .malformed(line: number, error))
    }
    guard let step = record["step"]?.int else { throw FormatError.metrics(path: path, .noStep(line: number)) }
    return (record, step)
  }
}
