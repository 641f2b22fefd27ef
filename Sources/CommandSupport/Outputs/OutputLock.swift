import Formats
import Messages
import Platform

/// The right to write at a stage's outputs: kernel locks, held as long as this lives.
///
/// Whoever wants to write takes them first and decides under them what there is to do; who only finds that all is done
/// needs none.
package final class OutputLock {
  /// Whether somebody else had to be waited for: what was known of the outputs may be old.
  let hasWaited: Bool
  private var locks: [FileLock]
  /// The folder, if it was not there before: without anything in it, it goes with the lock.
  private let createdFolder: String?

  private static let name = ".lock"
  private static let attempts = 10
  private static let pause: UInt32 = 100_000

  /// Takes the locks, and tries for a second: a process that was killed just now may take a moment to end.
  /// - Parameters:
  ///   - scope: Where.
  ///   - files: The output files.
  ///   - tool: Who asks.
  /// - Throws: `ToolFailure.tryAgain` if another process is at work there; `FormatError` if nothing can be written.
  package init(_ scope: OutputScope, files: [String], tool: String) throws {
    createdFolder = scope.folder.flatMap { Folder.kind(of: $0) == .nothing ? $0 : nil }
    var locks: [FileLock] = []
    var hasWaited = false
    let holder = "\(tool) (process \(ProcessUsage.pid))"
    for (path, output) in try Self.paths(scope, files) {
      locks.append(try Self.take(path, scope, output, holder, &hasWaited))
    }
    self.locks = locks
    self.hasWaited = hasWaited
  }

  deinit {
    locks = []
    if let createdFolder { rmdir(createdFolder) }
  }

  /// The lock on a folder that is there, if it can be taken at all: nil where the folder is not there or may not be
  /// written, so that whoever finds all done there needs no right to write.
  /// - Throws: `ToolFailure.tryAgain` if another process is at work there.
  package static func ifPossible(_ scope: OutputScope, tool: String) throws -> OutputLock? {
    guard let folder = scope.folder, Folder.kind(of: folder) == .folder else { return nil }
    do {
      return try OutputLock(scope, files: [], tool: tool)
    } catch is FormatError {
      return nil
    }
  }

  /// Removes the lock files that killed processes left at a stage's outputs; those that are held stay.
  package static func removeAbandoned(at outputs: [String]) {
    let folders = Set(outputs.map(FilePath.folder)).map { FilePath.joined($0, name) }
    // Parts by the thousand have one lock, in their folder.
    let files = outputs.count <= 16 ? outputs.map(beside) : []
    for path in folders + files where Folder.kind(of: path) == .file {
      _ = try? FileLock(path, holder: "", for: path)
    }
  }

  /// Tells those who come later which run is at work.
  func note(run: String) { for lock in locks { lock.note(run) } }

  private static func take(
    _ path: String, _ scope: OutputScope, _ output: String, _ holder: String, _ hasWaited: inout Bool
  ) throws -> FileLock {
    var group: String?
    if case .sharedFolder(_, let work) = scope { group = work.hex }
    for attempt in 1... {
      do {
        return try FileLock(path, holder: holder, group: group, for: output)
      } catch let other as FileLock.Holder {
        try Interruption.check()
        guard attempt < attempts else { throw underway(output, other) }
        hasWaited = true
        usleep(pause)
      }
    }
    preconditionFailure("the loop has no end")
  }

  private static func underway(_ output: String, _ other: FileLock.Holder) -> ToolFailure {
    let who = other.words.isEmpty ? "another process" : Printable.brief(other.words)
    return .tryAgain(
      "\(Printable.path(output)): \(who) is making it; wait for its end, then run the same command again")
  }

  /// The files to lock, in an order that is the same for everybody, and the outputs they stand for.
  private static func paths(_ scope: OutputScope, _ files: [String]) throws -> [(lock: String, output: String)] {
    switch scope {
    case .files:
      return Set(files).sorted().map { (beside($0), $0) }
    case .folder(let folder), .sharedFolder(let folder, _):
      try Folder.create(folder)
      return [(FilePath.joined(folder, name), folder)]
    case .replacedFolder(let folder):
      try Folder.create(FilePath.folder(folder))
      return [(beside(folder), folder)]
    }
  }

  private static func beside(_ path: String) -> String {
    var stem = FilePath.name(path)
    while stem.utf8.count + name.utf8.count + 1 > 255 { stem.removeLast() }
    return FilePath.joined(FilePath.folder(path), ".\(stem)\(name)")
  }
}
