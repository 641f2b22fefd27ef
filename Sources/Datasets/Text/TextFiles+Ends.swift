extension TextFiles {
  /// How many of the files that hold text end in a document without an end of its own, among those that end in a range.
  package func openFiles(in range: Range<Int>? = nil) -> Int {
    filesEnding(in: range ?? 0..<byteCount).count(where: \.isOpen)
  }

  /// Whether no separator is in the text, if these are the documents that an encoding found in it: each file that holds
  /// something is one, and has no end of its own.
  package func isWithoutSeparators(documents: Int) -> Bool {
    let open = openFiles()
    return open > 0 && documents == open && open == files.count { !$0.range.isEmpty }
  }
}
