/// Bytes that come one chunk after another, from a file, a pipe or a decompressor.
package protocol ByteSource: AnyObject {
  /// The next bytes, valid until the next call; nil at the end.
  /// - Throws: `FormatError.file` if they cannot be read or are damaged.
  func next() throws -> UnsafeBufferPointer<UInt8>?
}

extension FileRangeReader: ByteSource {}

extension FileFormat {
  /// Whether files of the format can be unpacked here.
  package var canBeUnpacked: Bool { ["zstd", "gzip"].contains(name) }

  /// The content of a compressed file that can be unpacked here: zstd or gzip; nil for other formats.
  /// - Parameters:
  ///   - readPath: Where it is read.
  ///   - name: Its name in messages.
  /// - Returns: The unpacked bytes.
  /// - Throws: `FormatError.file`.
  package func unpacked(_ readPath: String, named name: String) throws -> (any ByteSource)? {
    switch self.name {
    case "zstd": try ZstdReader(try FileRangeReader(path: readPath), named: name)
    case "gzip": try GzipReader(readPath, named: name)
    default: nil
    }
  }

  /// As above, of what comes through a stream; where another program unpacks it, a nameless file beside `place` holds
  /// what came.
  package func unpacked(
    _ packed: any ByteSource, named name: String, scratchBeside place: String
  ) throws -> (any ByteSource)? {
    guard self.name != "zstd" else { return try ZstdReader(packed, named: name) }
    let scratch = try ScratchFile(beside: place)
    var offset = 0
    while let chunk = try packed.next() {
      try scratch.write(UnsafeRawBufferPointer(chunk), at: offset)
      offset += chunk.count
    }
    // The other program has the file open from here on.
    return try withExtendedLifetime(scratch) { try unpacked(scratch.readPath, named: name) }
  }
}
