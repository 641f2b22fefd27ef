import Formats

extension TextFiles {
  /// What looks as if it were no text, file by file: the path, and the format whose first bytes it has.
  ///
  /// Any bytes may be learnt from and encoded, but these are almost surely a mistake.
  /// - Throws: `FormatError` for a file that cannot be read.
  package func lookingLikeNoText() throws -> [(path: String, format: FileFormat)] {
    try files.compactMap { file in
      let head = try bytes(of: file, 0..<min(file.range.count, FileFormat.longestBeginning))
      return FileFormat.of(head).map { (file.path, $0) }
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
}
