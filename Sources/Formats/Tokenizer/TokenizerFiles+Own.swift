extension TokenizerFiles {
  /// Whether a directory holds a tokenizer just as `write(to:)` writes it, all four files, byte for byte.
  package static func isOwn(directory: String) -> Bool {
    guard let tokenizer = try? load(directory: directory) else { return false }
    return tokenizer.ownFiles.allSatisfy { file in
      guard let text = try? file.text() else { return false }
      let path = FilePath.joined(directory, file.name)
      return (try? FileRangeReader.wholeFile(path, limit: text.count)).map { $0 == text } ?? false
    }
  }
}
