import Parallel

extension TokenizerFiles {
  /// The names of the files in a tokenizer's directory.
  package enum FileName {
    static let vocabulary = "vocab.json"
    static let mergesJSON = "merges.json"
    static let mergesText = "merges.txt"
    static let huggingFace = "tokenizer.json"
    static let rankSettings = "tiktoken.json"

    /// Those that are a tokenizer's wherever they lie.
    package static let all = [vocabulary, mergesJSON, mergesText, huggingFace, rankSettings]

    /// Whether a file of this name holds tiktoken's ranks: `NAME.tiktoken`, or `tokenizer.model` as Meta calls it.
    package static func isRanks(_ name: String) -> Bool {
      name.hasSuffix(".tiktoken") || name == "tokenizer.model" || name == "tiktoken.model"
    }
  }

  /// Loads the tokenizer at a path: a directory, which one of its files means too, or a file that is a tokenizer by
  /// itself, a `tokenizer.json` under any other name that ends in `.json`, or else tiktoken's ranks.
  /// - Throws: `FormatError`.
  package static func load(at path: String) throws -> TokenizerFiles {
    Folder.kind(of: path) == .file ? try load(TokenizerLayout(of: path)) : try load(directory: path)
  }

  /// Loads the tokenizer of a directory: `vocab.json` and `merges.json` (or else `merges.txt`), or else `tokenizer.json`,
  /// or else a file of tiktoken's ranks.
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
    return try load(TokenizerLayout(directory: directory))
  }

  private static func load(_ layout: TokenizerLayout) throws -> TokenizerFiles {
    switch layout {
    case .huggingFace(let path): try HuggingFaceReader.read(path)
    case .ranks(let path, let settings): try RankTokenizer.read(path, settings: settings)
    case .parts(let vocabulary, let merges, let huggingFace?):
      try HuggingFaceReader.read(huggingFace) { added in try load(vocabulary, merges, added) }
    case .parts(let vocabulary, let merges, nil):
      try loadAlone(try VocabularyJSON.read(vocabulary, specialTokens: []), nil, vocabulary: vocabulary, merges: merges)
    }
  }

  /// The tokenizer of vocabulary and merges, with the special tokens of `tokenizer.json`.
  private static func load(_ vocabulary: String, _ merges: String, _ added: AddedTokens) throws -> TokenizerFiles {
    var index = try VocabularyJSON.read(vocabulary, specialTokens: added.contents)
    try added.place(in: &index)
    return try TokenizerFiles(
      index, merges: try readMerges(merges, index), specialTokens: added.contents, vocabularyPath: vocabulary,
      mergesPath: merges)
  }

  /// The tokenizer of a vocabulary and merges that nothing else vouches for.
  private static func loadAlone(
    _ index: TokenIndex, _ specialTokens: [String]?, vocabulary: String, merges: String
  ) throws -> TokenizerFiles {
    let files = try TokenizerFiles(
      index, merges: try readMerges(merges, index), specialTokens: specialTokens, vocabularyPath: vocabulary,
      mergesPath: merges)
    let check = TokenizerCheck(index: index, vocabularyPath: vocabulary, mergesPath: merges)
    try check.reach(files.mergeIDs, specialTokens: files.specialTokenIDs)
    return files
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
    return try loadAlone(index, specials, vocabulary: vocabulary, merges: merges)
  }

  /// Writes `vocab.json`, `merges.json`, `merges.txt` and `tokenizer.json` into a directory, made if need be.
  ///
  /// The bytes of all at once, since making a file durable is mostly waiting for the disk; then their names, so that
  /// files that do not fit each other are not left by a disk that is full.
  /// - Throws: `FormatError`, also for a pattern that `tokenizer.json` has no words for.
  package func write(to directory: String) throws -> [WrittenFile] {
    try Folder.create(directory)
    let files = ownFiles
    let writers = Locked<[String: AtomicFileWriter]>([:])
    _ = try ThreadTeam(threads: files.count).map(tasks: files.count) { index in
      let writer = try AtomicFileWriter(path: FilePath.joined(directory, files[index].name))
      try writer.write(try files[index].text())
      try writer.prepare()
      writers.withLock { $0[files[index].name] = writer }
    }
    return try AtomicFileWriter.commit(writers.withLock { writers in files.compactMap { writers[$0.name] } })
  }

  /// The files that `write(to:)` makes, in its order, and what each will hold.
  var ownFiles: [(name: String, text: @Sendable () throws -> [UInt8])] {
    [
      (FileName.vocabulary, { VocabularyJSON.text(tokens) }),
      (FileName.mergesJSON, { MergesJSON.text(merges) }),
      (FileName.mergesText, { MergesText.text(merges) }),
      (FileName.huggingFace, { try HuggingFaceTokenizer.text(self) }),
    ]
  }

  /// The files at a path that decide what the tokenizer is, for run records.
  /// - Throws: `FormatError` if there is no tokenizer.
  package static func definingFiles(at path: String) throws -> [String] {
    try TokenizerLayout(of: path).files
  }

  /// The tokenizer that a file means: itself if it is one of ranks, or else the directory that it is in.
  package static func path(ofFile path: String) -> String {
    FileName.all.contains(FilePath.name(path)) ? FilePath.folder(path) : path
  }

  /// The merges of a file, as ids where they are plainly those of the vocabulary.
  private static func readMerges(_ path: String, _ index: TokenIndex) throws -> MergeSource {
    let isJSON = path.hasSuffix(".json")
    if index.tokens.count <= TokenizerFiles.maximumCount,
      let ids = try isJSON ? MergesJSON.readPlain(path, index) : MergesText.readPlain(path, index)
    {
      return .ids(ids)
    }
    return .pairs(try isJSON ? MergesJSON.read(path) : MergesText.read(path))
  }
}
