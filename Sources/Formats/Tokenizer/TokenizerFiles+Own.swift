extension TokenizerFiles {
  /// Whether a directory holds a tokenizer just as `write(to:)` writes it, all four files, byte for byte.
  package static func isOwn(directory: String) -> Bool {
    guard let tokenizer = try? load(directory: directory) else { return false }
    let files: [(name: String, text: [UInt8])] = [
      (FileName.vocabulary, VocabularyJSON.text(tokenizer.tokens)),
      (FileName.mergesJSON, MergesJSON.text(tokenizer.merges)),
      (FileName.mergesText, MergesText.text(tokenizer.merges)),
      (FileName.huggingFace, HuggingFaceTokenizer.text(tokenizer)),
    ]
    return files.allSatisfy { file in
      let path = FilePath.joined(directory, file.name)
      return (try? FileRangeReader.wholeFile(path, limit: file.text.count)).map { $0 == file.text } ?? false
    }
  }
}
