import Formats

/// A file of questions, one a line of JSON: read from its beginning as often as it is asked for.
package struct TaskFile: Sendable {
  /// Its path.
  package let path: String
  private let fields: TaskFields
  private let skipsDamaged: Bool

  /// The longest line: a question with a book as its context.
  static let longestLine = 16 << 20

  /// A file of questions, which may be packed by gzip or zstd; a pipe is refused.
  /// - Parameters:
  ///   - path: Where it is.
  ///   - fields: The members of its lines.
  ///   - skipsDamaged: Whether lines that are no questions are left out and counted.
  /// - Throws: `FormatError.file`.
  package init(_ path: String, fields: TaskFields = TaskFields(), skipsDamaged: Bool = false) throws {
    (self.path, self.fields, self.skipsDamaged) = (path, fields, skipsDamaged)
    _ = try FileRangeReader(path: path, chunkBytes: 1)
  }

  /// Hands every question to `body`, with its line, from 1; blank lines are passed over.
  /// - Parameter body: What a ``TaskProblem`` that it throws is about is that line.
  /// - Returns: How many lines were left out.
  /// - Throws: ``TaskFileError`` for a line that is no question and for a file that is no text; `FormatError.file`; what
  ///   `body` throws.
  package func forEach(_ body: (_ line: Int, TaskQuestion) throws -> Void) throws -> Int {
    var leftOut = 0
    let take = { (number: Int, line: UnsafeRawBufferPointer) throws in
      do {
        guard line.count <= Self.longestLine else { throw TaskProblem.tooLong(most: Self.longestLine) }
        if let question = try TaskLine.question(line, fields) { try body(number, question) }
      } catch let problem as TaskProblem {
        guard skipsDamaged else { throw TaskFileError.line(path: path, number, problem) }
        leftOut += 1
      }
    }
    // One that has not ended after so many bytes is not left out: nothing tells where the next begins.
    let tooLong = { TaskFileError.line(path: path, $0, .tooLong(most: Self.longestLine)) }
    try TextLines.forEach(of: source(), longest: Self.longestLine, tooLong: tooLong, take)
    return leftOut
  }

  private func source() throws -> any ByteSource {
    let packed = try PeekedSource(FileRangeReader(path: path))
    guard let format = FileFormat.of(packed.head) else { return packed }
    guard format.canBeUnpacked, let source = try format.unpacked(path, named: path) else {
      throw TaskFileError.notLines(path: path, format)
    }
    return source
  }
}
