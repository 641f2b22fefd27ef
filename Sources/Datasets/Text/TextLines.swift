import Formats

/// Cuts chunks of bytes into lines.
package struct TextLines {
  private var rest: [UInt8] = []
  private var number = 0

  /// Bytes of the line that has not ended yet.
  private var openBytes: Int { rest.count }

  /// Hands the lines that end in a chunk to `take`, each with its number, from 1, and without its line feed.
  mutating func append(
    _ chunk: UnsafeRawBufferPointer, _ take: (_ number: Int, _ line: UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var start = 0
    while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
      number += 1
      let line = UnsafeRawBufferPointer(rebasing: chunk[start..<end])
      if rest.isEmpty {
        try take(number, line)
      } else {
        rest += line
        try rest.withUnsafeBytes { try take(number, $0) }
        rest.removeAll(keepingCapacity: true)
      }
      start = end + 1
    }
    rest += chunk[start...]
  }

  /// Hands the last line to `take`, if it has no line feed.
  mutating func finish(_ take: (_ number: Int, _ line: UnsafeRawBufferPointer) throws -> Void) throws {
    guard !rest.isEmpty else { return }
    number += 1
    try rest.withUnsafeBytes { try take(number, $0) }
    rest = []
  }

  /// Hands every line of a source to `take`, as above; memory grows with the longest line, not with the source.
  /// - Parameters:
  ///   - source: The bytes.
  ///   - longest: Bytes of a line, at most.
  ///   - tooLong: What to throw of a longer one, by its number.
  ///   - take: Gets one line after another.
  /// - Throws: `FormatError.file` if the source cannot be read, and what `tooLong` makes and `take` throws.
  package static func forEach(
    of source: any ByteSource, longest: Int, tooLong: (_ number: Int) -> any Error,
    _ take: (_ number: Int, _ line: UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var lines = TextLines()
    while let chunk = try source.next() {
      try lines.append(UnsafeRawBufferPointer(chunk), take)
      guard lines.openBytes <= longest else { throw tooLong(lines.number + 1) }
    }
    try lines.finish(take)
  }
}
