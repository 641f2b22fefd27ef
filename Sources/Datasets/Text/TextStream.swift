import Formats

/// A text that is read once, as it comes: unpacked where its first bytes say that it is compressed.
package enum TextStream {
  /// What comes through standard input (`-`) or a pipe, as it is.
  /// - Throws: `FormatError.file`.
  static func packed(_ path: String) throws -> FileRangeReader {
    guard path == "-" else { return try FileRangeReader(path: path, allowsStreams: true) }
    return FileRangeReader(standardInputInChunksOf: 1 << 20)
  }

  /// Begins to read standard input (`-`) or a pipe.
  ///
  /// What has to be unpacked by another program goes through a nameless file beside `place`.
  /// - Throws: `TextInputError` for what is no text; `FormatError.file`.
  package static func open(
    _ path: String, _ reading: TextReading, unpackedBeside place: String
  ) throws -> any ByteSource {
    let reader = try packed(path)
    guard !reading.isRaw else { return reader }
    let source = try PeekedSource(reader)
    let format = FileFormat.of(source.head)
    try TextFile.check(source.head, format, named: path, isUnpacked: false, reading)
    guard let format else { return source }
    let scratchPlace = FilePath.joined(Folder.nearest(to: place), "text")
    guard let unpacked = try format.unpacked(source, named: path, scratchBeside: scratchPlace) else {
      throw TextInputError.notText(path, format)
    }
    let text = try PeekedSource(unpacked)
    try TextFile.check(text.head, FileFormat.of(text.head), named: path, isUnpacked: true, reading)
    return text
  }
}
