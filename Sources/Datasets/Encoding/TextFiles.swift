import Formats
import Tokenization

/// Text files read as one text: a place is counted in bytes from the start of the first file.
///
/// A file's end is a boundary: no word and no document goes on from one file to the next.
package struct TextFiles: Sendable, Equatable {
  /// One of the files and where it begins.
  package struct File: Sendable, Equatable {
    /// The path as given.
    package let path: String
    /// Its bytes, counted from the start of the first file.
    package let range: Range<Int>
  }

  /// The files in the order given.
  package let files: [File]
  /// The bytes of all files.
  package let byteCount: Int

  /// Measures the files.
  /// - Throws: `FormatError` for a file that cannot be read; `DatasetsError` if all are empty.
  package init(_ paths: [String]) throws {
    var files: [File] = []
    var position = 0
    for path in paths {
      let count = try MappedFile(path: path).count
      files.append(File(path: path, range: position..<position + count))
      position += count
    }
    guard position > 0 else { throw DatasetsError.emptyText(paths) }
    self.files = files
    byteCount = position
  }

  /// Cuts the text into `parts` ranges of about equal size at safe places: what each machine encodes.
  ///
  /// The ranges follow from the text, the number of parts and the special tokens alone. Some may be empty.
  /// - Throws: `FormatError` for a file that cannot be read.
  package func plan(parts: Int, cuts: CutPoints) throws -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for part in 1...max(1, parts) {
      let target = byteCount / parts * part + byteCount % parts * part / parts
      // A place that was found for an earlier target beyond this one is the first after this one too.
      let end = part == parts ? byteCount : target <= start ? start : try safePlace(atOrAfter: target, cuts: cuts)
      ranges.append(start..<end)
      start = end
    }
    return ranges
  }

  /// The first place at or after `place` where the text may be cut; ends of files are such places.
  func safePlace(atOrAfter place: Int, cuts: CutPoints) throws -> Int {
    guard let file = files.first(where: { $0.range.contains(place) }) else { return byteCount }
    let offset = try cuts.next(atOrAfter: place - file.range.lowerBound, size: file.range.count) { range in
      let reader = try FileRangeReader(path: file.path, range: range, chunkBytes: range.count)
      return try reader.next().map(Array.init) ?? []
    }
    return file.range.lowerBound + offset
  }
}
