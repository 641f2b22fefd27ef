/// Which files a tokenizer consists of.
enum TokenizerLayout {
  /// GPT-2's, with or without `tokenizer.json` beside them.
  case parts(vocabulary: String, merges: String, huggingFace: String?)
  /// A `tokenizer.json` alone.
  case huggingFace(String)
  /// tiktoken's ranks, and what they do not say themselves in `settings`, if it is there.
  case ranks(String, settings: String?)

  private typealias FileName = TokenizerFiles.FileName

  /// That of a directory or a file.
  /// - Throws: `FormatError` if a file is missing.
  init(of path: String) throws {
    let meant = Folder.kind(of: path) == .file ? TokenizerFiles.path(ofFile: path) : path
    if Folder.kind(of: meant) == .file {
      try self.init(file: meant)
    } else {
      try self.init(directory: meant)
    }
  }

  /// That of a directory.
  /// - Throws: `FormatError` if a file is missing.
  init(directory: String) throws {
    func path(_ name: String) -> String { FilePath.joined(directory, name) }
    func existing(_ names: String...) -> String? { names.map(path).first { Folder.kind(of: $0) != .nothing } }
    let huggingFace = existing(FileName.huggingFace)
    let merges = existing(FileName.mergesJSON, FileName.mergesText)
    if let vocabulary = existing(FileName.vocabulary), let merges {
      self = .parts(vocabulary: vocabulary, merges: merges, huggingFace: huggingFace)
    } else if let huggingFace {
      self = .huggingFace(huggingFace)
    } else if existing(FileName.vocabulary) != nil {
      throw FormatError.tokenizer(path: directory, .merges(.missing))
    } else {
      let ranks = try Folder.names(in: directory).filter(FileName.isRanks)
      guard ranks.count < 2 else { throw FormatError.tokenizer(path: directory, .ranks(.several(ranks))) }
      guard let name = ranks.first else { throw FormatError.tokenizer(path: directory, .ranks(.nothing)) }
      try self.init(file: path(name))
    }
  }

  /// That of a file which is a tokenizer by itself.
  /// - Throws: `FormatError` if there is no such file.
  init(file: String) throws {
    guard !file.hasSuffix(".json") else {
      self = .huggingFace(file)
      return
    }
    let settings = FilePath.joined(FilePath.folder(file), FileName.rankSettings)
    self = .ranks(file, settings: Folder.kind(of: settings) == .nothing ? nil : settings)
  }

  /// The files, for run records.
  var files: [String] {
    switch self {
    case .parts(let vocabulary, let merges, let huggingFace): [vocabulary, merges] + [huggingFace].compactMap { $0 }
    case .huggingFace(let path): [path]
    case .ranks(let path, let settings): [path] + [settings].compactMap { $0 }
    }
  }
}
