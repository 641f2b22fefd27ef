import Formats
import Messages
import Platform

/// The texts that a person names: files, directories, globs, lists of names, standard input.
///
///     corpus.txt          a file
///     books/              every file in it and below it, by name; hidden ones left out
///     'books/*.txt'       what matches, where the shell has not looked already
///     @list.txt           the names in it, one a line, each as above but for another list
///     -  <(command)       standard input, or a pipe: read once, into a nameless file
package struct TextInputs: Sendable, Equatable {
  /// One text.
  package struct Input: Sendable, Equatable {
    /// Its path; `-` for standard input.
    package let path: String
    /// Whether it can be read once only: nothing is known of it before.
    package let isStream: Bool
    /// Whether it was found in a directory, and not named by itself.
    let isFound: Bool

    /// The path by which a record names it; `-` for every stream.
    package var recordedPath: String { isStream ? "-" : path }
  }

  /// The texts in order.
  package let all: [Input]

  /// Finds what the words name.
  /// - Throws: `FormatError.file` for a directory that cannot be read; `TextInputError` for a word that names nothing,
  ///   a directory or a list without files, and a stream that is named twice.
  package init(_ words: [String]) throws {
    var all: [Input] = []
    for word in words {
      if word.hasPrefix("@"), Folder.kind(of: word) == .nothing {
        all += try Self.listed(in: String(word.dropFirst()))
      } else {
        all += try Self.named(word)
      }
    }
    self.all = all
    let streams = all.filter(\.isStream).map(\.path)
    if let twice = streams.first(where: { path in streams.filter { $0 == path }.count > 1 }) {
      throw TextInputError.streamTwice(twice)
    }
  }

  /// The names that a list holds, one a line.
  private static func listed(in list: String) throws -> [Input] {
    let bytes = try FileRangeReader.wholeFile(list, limit: 1 << 30, allowsStreams: true)
    guard let text = String(validating: bytes, as: UTF8.self) else { throw TextInputError.listNotUTF8(list) }
    let names = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
    guard !names.isEmpty else { throw TextInputError.nothingIn(list, isList: true) }
    return try names.flatMap(named)
  }

  private static func named(_ word: String) throws -> [Input] {
    if word == "-" { return [Input(path: word, isStream: true, isFound: false)] }
    switch Folder.kind(of: word) {
    case .file: return [Input(path: word, isStream: false, isFound: false)]
    case .folder:
      let found = try files(in: word)
      guard !found.isEmpty else { throw TextInputError.nothingIn(word, isList: false) }
      return found
    case .other:
      // Refused where it is no descriptor of this process.
      _ = try FileRangeReader(path: word, chunkBytes: 1, allowsStreams: true)
      return [Input(path: word, isStream: true, isFound: false)]
    case .nothing:
      let matches = self.matches(word)
      guard !matches.isEmpty else { throw TextInputError.noFile(word) }
      return try matches.flatMap(named)
    }
  }

  /// Every file in a directory and below it, by the bytes of their names.
  private static func files(in folder: String) throws -> [Input] {
    var refused: String?
    let names = try Folder.names(in: folder) { refused = $0 }
    if let refused { throw TextInputError.unnameable(folder: folder, name: refused) }
    return try names.filter { !$0.hasPrefix(".") }.flatMap { name -> [Input] in
      let path = FilePath.joined(folder, name)
      switch Folder.kind(of: path) {
      case .file: return [Input(path: path, isStream: false, isFound: true)]
      // A link to a directory above would never end.
      case .folder: return isLink(path) ? [] : try files(in: path)
      case .other, .nothing: return []
      }
    }
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// The paths that match a glob; none where the word is none.
  private static func matches(_ word: String) -> [String] {
    guard word.contains(where: { "*?[".contains($0) }) else { return [] }
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(word, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].flatMap { String(validatingCString: $0) } }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
