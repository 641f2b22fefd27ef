import Formats
import Parallel
import Tokenization

/// Divides a text into parts that follow it: a change moves the cuts around it and no others.
///
/// A part ends at the first mark (`MarkFinder`) that makes it neither too small nor too large. Files that are no larger
/// than a part stay whole: there the part ends with the file. In a larger file it ends at the first place from the mark
/// on that no token can span. So where a cut lies depends on the bytes near it and on where its part began, and soon
/// after a change the cuts are again those of before.
struct ContentPlan: Sendable {
  /// The size to aim at, in bytes of text.
  let partBytes: Int

  /// A part is at least so large, unless the text ends with it.
  var least: Int { partBytes / 4 }
  /// A part ends at the next place from this size on, whether marked or not.
  var most: Int { 4 * partBytes }

  /// The ranges of the parts: all of the text, none empty.
  ///
  /// They follow from the text, the size and the special tokens alone. No part is larger than `most` and one file that
  /// stays whole, or than `most` and the longest stretch without a place to cut.
  /// - Throws: `FormatError` for a file that cannot be read.
  func ranges(of text: TextFiles, marks: [Int], cuts: CutPoints) throws -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    var next = 0
    while start < text.byteCount {
      while next < marks.count, marks[next] < start + least { next += 1 }
      let wanted = min(next < marks.count ? marks[next] : .max, start + most)
      let end = wanted < text.byteCount ? try place(from: wanted, in: text, cuts) : text.byteCount
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }

  /// Where a part may end, from a place on.
  private func place(from wanted: Int, in text: TextFiles, _ cuts: CutPoints) throws -> Int {
    guard let file = text.file(holding: wanted - 1) else { return text.byteCount }
    guard file.range.count > partBytes, wanted < file.range.upperBound else { return file.range.upperBound }
    return try text.safePlace(atOrAfter: wanted, cuts: cuts)
  }
}
