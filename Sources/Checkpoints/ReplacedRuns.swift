import Formats
import Platform

/// Runs whose place in a folder a new run has taken: kept in a folder of their own inside it until that is finished.
///
/// Only files that lm-train writes are moved and removed. A kill in the middle of a move leaves the part that was moved
/// under a name of its own, and `restore` undoes it.
package struct ReplacedRuns {
  private let folder: RunFolder

  private static let name = "replaced"
  private static let unfinished = ".replaced.partial"

  /// The runs that were replaced in a folder.
  package init(in folder: RunFolder) { self.folder = folder }

  /// Puts back what a move that was interrupted had taken away.
  /// - Throws: `FormatError`
  package func restore() throws {
    let aside = FilePath.joined(folder.path, Self.unfinished)
    guard Folder.kind(of: aside) == .folder else { return }
    for name in try Folder.names(in: aside) {
      let place = FilePath.joined(folder.path, name)
      if Folder.kind(of: place) == .nothing { try move(FilePath.joined(aside, name), place) }
    }
    try Folder.sync(around: FilePath.joined(folder.path, Self.name))
    rmdir(aside)
  }

  /// Moves the run that stands in the folder aside.
  /// - Returns: where it is now, and the paths of its files before; nil if the folder holds no file of a run
  /// - Throws: `FormatError`; what was moved is put back then, or by the next `restore`
  package func setAside() throws -> (place: String, files: [String])? {
    try setAside(RunFolder.files(in: folder.path))
  }

  /// Moves checkpoints of later steps aside, where a run goes on in another way from an earlier one.
  /// - Parameter step: the last one that stays
  /// - Returns: as ``setAside()``
  /// - Throws: as ``setAside()``
  package func setAside(after step: Int) throws -> (place: String, files: [String])? {
    try setAside(folder.steps().filter { $0 > step }.map(folder.checkpoint(step:)))
  }

  private func setAside(_ files: [String]) throws -> (place: String, files: [String])? {
    guard !files.isEmpty else { return nil }
    let partial = FilePath.joined(folder.path, Self.unfinished)
    try Folder.create(partial)
    do {
      for file in files { try move(file, FilePath.joined(partial, FilePath.name(file))) }
      let place = try freePlace()
      try move(partial, place)
      try Folder.sync(around: place)
      return (place, files)
    } catch {
      try? restore()
      throw error
    }
  }

  /// Where the runs are that were moved aside.
  package var places: [String] {
    ((try? Folder.names(in: folder.path)) ?? []).filter(Self.isPlace).map { FilePath.joined(folder.path, $0) }
      .filter { Folder.kind(of: $0) == .folder }
  }

  /// Removes them. Other files in their folders stay, and so do these folders.
  /// - Throws: `FormatError`
  package func remove() throws {
    for place in places {
      for file in try RunFolder.files(in: place) { try Folder.removeFile(file) }
      rmdir(place)
    }
  }

  private func freePlace() throws -> String {
    let names = Set(try Folder.names(in: folder.path))
    let numbers = (2...).lazy.map { "\(Self.name)-\($0)" }
    let name = names.contains(Self.name) ? numbers.first { !names.contains($0) } ?? Self.name : Self.name
    return FilePath.joined(folder.path, name)
  }

  private static func isPlace(_ name: String) -> Bool {
    if name == Self.name { return true }
    guard name.hasPrefix(Self.name + "-") else { return false }
    let digits = name.dropFirst(Self.name.count + 1)
    return !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
  }

  private func move(_ from: String, _ to: String) throws { try Folder.move(from, to: to) }
}

extension RunFolder {
  /// The files that lm-train wrote into a folder, those that are there: checkpoints, records, samples, event files and
  /// settings.
  /// - Throws: `FormatError` if it cannot be listed
  static func files(in path: String) throws -> [String] {
    let folder = RunFolder(path)
    let checkpoints = try folder.steps().map(folder.checkpoint(step:))
    let events = try TensorBoardWriter.names(in: path).map { FilePath.joined(path, $0) }
    let others = [folder.samples, folder.metrics, folder.configuration].filter { Folder.kind(of: $0) == .file }
    return checkpoints + events + others
  }
}
