import Formats

/// The parts that a folder lists: those of an encoding that follows its text.
struct ListedParts {
  private let list: EncodingFile
  private let folder: String

  init(_ list: EncodingFile, in folder: String) {
    self.list = list
    self.folder = folder
  }

  /// The paths of all parts in order; whatever else lies in the folder is none of them.
  /// - Throws: `DatasetsError.missingParts`.
  func paths() throws -> [String] {
    let paths = list.parts.map { FilePath.joined(folder, $0) }
    try checkMissing(paths.indices.filter { Folder.kind(of: paths[$0]) == .nothing })
    return paths
  }

  /// Opened parts in their order.
  /// - Throws: `DatasetsError` unless they are all parts of the list, each once.
  func ordered(_ opened: [OpenedPart]) throws -> [OpenedPart] {
    let numbers = Dictionary(uniqueKeysWithValues: zip(list.parts, list.parts.indices))
    var byNumber: [Int: OpenedPart] = [:]
    for part in opened {
      let path = part.part.path
      guard FilePath.folder(path) == folder, let number = numbers[FilePath.name(path)] else {
        throw DatasetsError.unlistedPart(path, folder: folder)
      }
      try check(part, first: opened[0])
      if let other = byNumber.updateValue(part, forKey: number) {
        throw DatasetsError.duplicatePart(path, other: other.part.path, part: number)
      }
    }
    try checkMissing(list.parts.indices.filter { byNumber[$0] == nil })
    return list.parts.indices.compactMap { byNumber[$0] }
  }

  private func check(_ opened: OpenedPart, first: OpenedPart) throws {
    let (path, header) = (opened.part.path, opened.header)
    guard PartKey(header)?.name(header.tokenType) == FilePath.name(path) else {
      throw DatasetsError.otherContent(path)
    }
    guard header.vocabularyDigest == list.vocabularyDigest else {
      throw DatasetsError.otherTokenizer(path, expected: list.vocabularyDigest, found: header.vocabularyDigest)
    }
    guard header.separatorID == first.header.separatorID else { throw DatasetsError.otherSeparator(path) }
  }

  private func checkMissing(_ numbers: [Int]) throws {
    guard !numbers.isEmpty else { return }
    throw DatasetsError.missingParts(
      PartList(numbers, of: list.parts.count, folder: folder, partBytes: list.partBytes),
      anyPresent: FilePath.joined(folder, EncodingFile.fileName))
  }
}
