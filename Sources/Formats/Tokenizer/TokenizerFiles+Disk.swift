import Parallel

extension TokenizerFiles {
  /// The names of the files in a tokenizer's directory.
  enum FileName {
    static let vocabulary = "vocab.json"
    static let mergesJSON = "merges.json"
    static let mergesText = "merges.txt"
    static let huggingFace = "tokenizer.json"
  }

  /// Loads the tokenizer of a directory: `vocab.json` and `merges.json` (or else `merges.txt`).
  ///
  /// Special tokens are those that `tokenizer.json` lists, which must describe the same tokenizer. Without that file
  /// they are the tokens that are neither a single byte nor the result of a merge, which is what `<|endoftext|>` is in
  /// GPT-2's own files.
  /// - Throws: `FormatError`.
  package static func load(directory: String) throws -> TokenizerFiles {
    switch Folder.kind(of: directory) {
    case .folder: break
    case .nothing: throw FormatError.file(path: directory, .notFound)
    case .file, .other: throw FormatError.file(path: directory, .notDirectory)
    }
    let paths = try Layout(directory: directory)
    guard let huggingFace = paths.huggingFace else {
      let index = try VocabularyJSON.read(paths.vocabulary, specialTokens: [])
      return try TokenizerFiles(
        index, merges: try Layout.readMerges(paths.merges, index), specialTokens: nil, vocabularyPath: paths.vocabulary,
        mergesPath: paths.merges)
    }
    return try HuggingFaceReader.read(huggingFace) { added in try load(paths, added) }
  }

  /// The tokenizer of vocabulary and merges, with the special tokens of `tokenizer.json`.
  private static func load(_ paths: Layout, _ added: [HuggingFaceReader.AddedToken]) throws -> TokenizerFiles {
    let index = try VocabularyJSON.read(paths.vocabulary, specialTokens: added.map(\.content))
    for token in added {
      guard let id = index.id(token.content) else { throw TokenizerProblem.specialTokens(.missing(token.content)) }
      guard id == token.id else {
        throw TokenizerProblem.specialTokens(.otherID(token.content, id: token.id, vocabularyID: id))
      }
    }
    return try TokenizerFiles(
      index, merges: try Layout.readMerges(paths.merges, index), specialTokens: added.map(\.content),
      vocabularyPath: paths.vocabulary, mergesPath: paths.merges)
  }

  /// Loads a tokenizer from two files, as GPT-2's come: ids in any order, merges as `.txt` or `.json`.
  ///
  /// Special tokens that are not in the vocabulary get the next ids, in the order given (as CS336's tests do).
  /// - Throws: `FormatError`.
  package static func load(
    vocabulary: String, merges: String, specialTokens: [String]
  ) throws -> TokenizerFiles {
    var index = try VocabularyJSON.read(vocabulary, specialTokens: specialTokens)
    var specials: [String] = []
    for special in specialTokens where !specials.contains(where: { $0.utf8.elementsEqual(special.utf8) }) {
      specials.append(special)
      if index.id(special) == nil { index.append(Array(special.utf8)) }
    }
    return try TokenizerFiles(
      index, merges: try Layout.readMerges(merges, index), specialTokens: specials, vocabularyPath: vocabulary,
      mergesPath: merges)
  }

  /// Writes `vocab.json`, `merges.json`, `merges.txt` and `tokenizer.json` into a directory, made if need be.
  ///
  /// The bytes of all at once, since making a file durable is mostly waiting for the disk; then their names, so that
  /// files that do not fit each other are not left by a disk that is full.
  /// - Throws: `FormatError.file`.
  package func write(to directory: String) throws -> [WrittenFile] {
    try Folder.create(directory)
    let files: [(name: String, text: @Sendable () -> [UInt8])] = [
      (FileName.vocabulary, { VocabularyJSON.text(tokens) }),
      (FileName.mergesJSON, { MergesJSON.text(merges) }),
      (FileName.mergesText, { MergesText.text(merges) }),
      (FileName.huggingFace, { HuggingFaceTokenizer.text(self) }),
    ]
    let writers = Locked<[String: AtomicFileWriter]>([:])
    _ = try ThreadTeam(threads: files.count).map(tasks: files.count) { index in
      let writer = try AtomicFileWriter(path: FilePath.joined(directory, files[index].name))
      try writer.write(files[index].text())
      try writer.prepare()
      writers.withLock { $0[files[index].name] = writer }
    }
    return try AtomicFileWriter.commit(writers.withLock { writers in files.compactMap { writers[$0.name] } })
  }

  /// The files of a directory that decide what the tokenizer is, for run records.
  /// - Throws: `FormatError` if vocabulary or merges are missing.
  package static func definingFiles(in directory: String) throws -> [String] {
    let paths = try Layout(directory: directory)
    return [paths.vocabulary, paths.merges] + (paths.huggingFace.map { [$0] } ?? [])
  }
}

/// Which files of a tokenizer a directory has.
private struct Layout {
  let vocabulary: String
  let merges: String
  let huggingFace: String?

  init(directory: String) throws {
    func path(_ name: String) -> String { FilePath.joined(directory, name) }
    func exists(_ name: String) -> Bool { Folder.kind(of: path(name)) != .nothing }
    vocabulary = path(TokenizerFiles.FileName.vocabulary)
    guard exists(TokenizerFiles.FileName.vocabulary) else {
      throw FormatError.file(path: vocabulary, .notFound)
    }
    guard
      let name = [TokenizerFiles.FileName.mergesJSON, TokenizerFiles.FileName.mergesText].first(where: exists)
    else { throw FormatError.tokenizer(path: directory, .merges(.missing)) }
    merges = path(name)
    huggingFace =
      exists(TokenizerFiles.FileName.huggingFace) ? path(TokenizerFiles.FileName.huggingFace) : nil
  }

  /// The merges of a file, as ids where they are plainly those of the vocabulary.
  static func readMerges(_ path: String, _ index: TokenIndex) throws -> MergeSource {
    let isJSON = path.hasSuffix(".json")
    if index.tokens.count <= TokenizerFiles.maximumCount,
      let ids = try isJSON ? MergesJSON.readPlain(path, index) : MergesText.readPlain(path, index)
    {
      return .ids(ids)
    }
    return .pairs(try isJSON ? MergesJSON.read(path) : MergesText.read(path))
  }
}
