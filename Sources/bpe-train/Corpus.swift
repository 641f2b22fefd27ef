import CommandSupport
import Formats
import Tokenization

/// The text files to learn from, as parts that threads can read side by side.
///
/// Each file is a text of its own: no word goes on from one file to the next. Parts follow from the files alone.
struct Corpus: Sendable {
  /// A byte range of a file that starts and ends at safe places.
  private struct Part: Sendable {
    let path: String
    let range: Range<Int>
  }

  /// The bytes of all files.
  let byteCount: Int
  private let parts: [Part]

  private static let partSize = 8 << 20

  /// Opens the files and plans the parts.
  ///
  /// - Throws: `FormatError` for a file that cannot be read; `ToolFailure` if all are empty.
  init(paths: [String], specialTokens: [[UInt8]]) throws {
    let cuts = CutPoints(specialTokens: specialTokens)
    var parts: [Part] = []
    for path in paths {
      let file = try MappedFile(path: path)
      let ranges = file.withBytes { bytes in
        cuts.plan(parts: bytes.count / Self.partSize + 1, size: bytes.count) { Array(bytes[$0]) }
      }
      parts += ranges.filter { !$0.isEmpty }.map { Part(path: path, range: $0) }
    }
    self.parts = parts
    byteCount = parts.reduce(0) { $0 + $1.range.count }
    guard byteCount > 0 else {
      throw ToolFailure.badData(
        "\(paths.joined(separator: ", ")): empty (expected text); give a file that holds text")
    }
  }

  /// The number of parts.
  var count: Int { parts.count }

  /// Hands the bytes of a part to `consume`, in order.
  func read(_ part: Int, _ consume: (UnsafeRawBufferPointer) throws -> Void) throws {
    let reader = try FileRangeReader(path: parts[part].path, range: parts[part].range)
    while let chunk = try reader.next() { try consume(UnsafeRawBufferPointer(chunk)) }
  }
}
