import CommandSupport
import Datasets
import Formats

/// The folder of an encoding: what says which parts belong to it, and what earlier ones left.
///
/// The list comes first, so that a folder in the middle of a change is recognised as one that lacks parts; what is no
/// part any more goes last, when all others are there.
struct EncodingFolder {
  private let path: String
  private let run: StageRun

  init(_ path: String, _ run: StageRun) {
    self.path = path
    self.run = run
  }

  /// Says that the parts of `list` are the encoding from now on, or with nil that all are ranges of one text.
  /// - Throws: `FormatError`.
  func begin(_ list: EncodingFile?) throws {
    let file = FilePath.joined(path, EncodingFile.fileName)
    guard let list else {
      guard FileHead.contains([EncodingFile.format], file) else { return }
      run.pruned(file)
      return try Folder.removeFile(file)
    }
    guard !list.isWritten(in: path) else {
      return try run.output(role: "list", path: file, kind: "part list")
    }
    try Folder.create(path)
    try run.output(role: "list", list.write(to: path), kind: "part list")
  }

  /// Removes the parts that are in the way of those that were made, and returns how many they were.
  /// - Throws: `FormatError`.
  func removeFormerParts(_ kind: FormerParts.Kind) throws -> Int {
    let former = try FormerParts.find(kind, in: path)
    guard !former.isEmpty else { return 0 }
    for part in former { run.pruned(part) }
    // Known to be removed on purpose before the first is.
    try run.record()
    for part in former { try Folder.removeFile(part) }
    return former.count
  }
}
