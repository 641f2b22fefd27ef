extension TextFiles {
  /// How many of the files that hold text end in a document without an end of its own, among those that end in a range.
  package func openFiles(in range: Range<Int>? = nil) -> Int {
    filesEnding(in: range ?? 0..<byteCount).count(where: \.isOpen)
  }
}
