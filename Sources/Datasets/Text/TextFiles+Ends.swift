extension TextFiles {
  /// How many of the files that hold text end in a document without an end of its own, among those that end in a range.
  package func openFiles(in range: Range<Int>? = nil) -> Int {
    let range = range ?? 0..<byteCount
    return files.filter {
      $0.isOpen && $0.range.upperBound > range.lowerBound && $0.range.upperBound <= range.upperBound
    }
    .count
  }
}
