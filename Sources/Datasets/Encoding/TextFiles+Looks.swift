import Formats

extension TextFiles {
  /// What looks as if it were no text, file by file: the path, and in words what its first bytes are those of.
  ///
  /// Any bytes may be learnt from and encoded, but these are almost surely a mistake.
  /// - Throws: `FormatError` for a file that cannot be read.
  package func lookingLikeNoText() throws -> [(path: String, kind: String)] {
    try files.compactMap { file in
      let head = try bytes(of: file, 0..<min(file.range.count, Self.longestBeginning))
      return Self.beginnings.first { head.starts(with: $0.bytes) }.map { (file.path, $0.kind) }
    }
  }

  /// How many of the files that hold text do not end in `separator`: their last documents have no end of their own.
  /// - Throws: `FormatError` for a file that cannot be read.
  package func filesWithoutLast(_ separator: String) throws -> (count: Int, of: Int) {
    let end = Array(separator.utf8)
    let filled = files.filter { !$0.range.isEmpty }
    let open = try filled.filter { file in
      try bytes(of: file, max(0, file.range.count - end.count)..<file.range.count) != end
    }
    return (open.count, filled.count)
  }

  private func bytes(of file: File, _ range: Range<Int>) throws -> [UInt8] {
    guard !range.isEmpty else { return [] }
    let reader = try FileRangeReader(path: file.path, range: range, chunkBytes: range.count)
    return try reader.next().map(Array.init) ?? []
  }

  private static let longestBeginning = 8

  /// Longer ones before those that they begin with.
  private static let beginnings: [(bytes: [UInt8], kind: String)] = [
    ([0x1F, 0x8B], "gzip"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz"),
    (Array("BZh".utf8), "bzip2"), (Array("PK\u{3}\u{4}".utf8), "zip"), (Array("PAR1".utf8), "Parquet"),
    ([0xFF, 0xFE, 0x00, 0x00], "UTF-32"), ([0x00, 0x00, 0xFE, 0xFF], "UTF-32"), ([0xFF, 0xFE], "UTF-16"),
    ([0xFE, 0xFF], "UTF-16"),
  ]
}
