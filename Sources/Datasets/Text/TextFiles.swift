import Formats
import Tokenization

/// Text files read as one text: a place is counted in bytes from the start of the first file.
///
/// A file's end is a boundary: no word and no document goes on from one file to the next.
package struct TextFiles: Sendable {
  /// One of the files and where it begins.
  package struct File: Sendable, Equatable {
    /// The path as given.
    package let path: String
    /// Where its text is read: the path itself, or a nameless file with what was unpacked.
    let storage: TextStorage
    /// Whether its last document has no end of its own.
    let isOpen: Bool
    /// Its bytes, counted from the start of the first file.
    package let range: Range<Int>
  }

  /// The files in the order given.
  package let files: [File]
  /// The bytes of all files.
  package let byteCount: Int
  /// What came through streams, in the order of the inputs.
  package let streams: [(digest: Digest, bytes: Int)]
  /// Lines of JSON Lines that were left out.
  package let damagedLines: Int

  /// Opens texts that were looked at. Those that are not plain are unpacked beside the file `place`, which need not
  /// exist; `progress` hears of the bytes, and may throw.
  /// - Throws: `FormatError` for a file that cannot be read; `TextInputError` for what is no text; `DatasetsError` if
  ///   all are empty.
  package init(
    _ looks: TextLooks, _ reading: TextReading, unpackedBeside place: String,
    progress: @escaping (_ bytes: Int) throws -> Void = { _ in }
  ) throws {
    let folder = Folder.nearest(to: place)
    let spool = TextSpool(reading: reading, place: FilePath.joined(folder, "text"), progress: progress)
    try self.init(looks.all, spools: looks.all.map { try spool.plain($0) }, reading)
  }

  /// Measures plain files.
  /// - Throws: As above.
  package init(_ paths: [String], separator: String? = nil) throws {
    let reading = TextReading(isRaw: true, separator: separator)
    let looks = try TextLooks(TextInputs(paths), reading)
    try self.init(looks.all, spools: looks.all.map { _ in nil }, reading)
  }

  private init(_ looks: [TextLook], spools: [TextSpool.Spooled?], _ reading: TextReading) throws {
    var files: [File] = []
    var position = 0
    for (look, spooled) in zip(looks, spools) {
      let storage = spooled.map { TextStorage.scratch($0.scratch) } ?? .file(look.input.path)
      let unpacked = try spooled.map { _ in try TextFile(storage) }
      let count = unpacked?.byteCount ?? look.byteCount
      files.append(
        File(
          path: look.input.path, storage: storage, isOpen: unpacked?.isOpen(reading.separator) ?? look.isOpen,
          range: position..<position + count))
      position += count
    }
    guard position > 0 else { throw DatasetsError.emptyText(files.map(\.path)) }
    self.files = files
    byteCount = position
    let spooled = spools.compactMap { $0 }
    streams = spooled.compactMap { spooled in spooled.digest.map { ($0, spooled.bytes) } }
    damagedLines = spooled.reduce(0) { $0 + $1.damaged }
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
    guard let file = file(holding: place) else { return byteCount }
    let offset = try cuts.next(atOrAfter: place - file.range.lowerBound, size: file.range.count) { range in
      let reader = try file.storage.open { try FileRangeReader(path: $0, range: range, chunkBytes: range.count) }
      return try reader.next().map(Array.init) ?? []
    }
    return file.range.lowerBound + offset
  }

  /// The file that a byte of the text belongs to; nil beyond the last.
  /// - Complexity: O(log files).
  func file(holding place: Int) -> File? {
    let index = index(ofFileAt: place)
    return index < files.count && files[index].range.contains(place) ? files[index] : nil
  }

  /// The first file that ends after a place.
  private func index(ofFileAt place: Int) -> Int {
    var (lower, upper) = (0, files.count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if files[middle].range.upperBound > place { upper = middle } else { lower = middle + 1 }
    }
    return lower
  }

  /// The files that end in a range, after its first byte.
  func filesEnding(in range: Range<Int>) -> ArraySlice<File> {
    files[index(ofFileAt: range.lowerBound)...].prefix { $0.range.upperBound <= range.upperBound }
  }
}
