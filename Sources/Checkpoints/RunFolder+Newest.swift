import Formats
import Messages

/// The newest checkpoint, while others may prune the folder: a training that goes on keeps only some.
extension RunFolder {
  /// How often a folder is looked at again because a checkpoint was gone when it was to be opened.
  private static let attempts = 20

  /// The newest checkpoint that is whole, every number checked, and what is wrong with those that were passed over.
  ///
  /// - Parameter last: later steps are passed over in silence
  /// - Returns: nil for `checkpoint` if there is none at all
  /// - Throws: ``CheckpointError/noneWhole(folder:count:problem:)`` if there are checkpoints and none is usable
  package func newestWhole(through last: Int = .max) throws -> (checkpoint: Checkpoint?, passedOver: [Message]) {
    try newest(through: last) { try $0.verify() }
  }

  /// The newest checkpoint whose structure and header are in order; its numbers are not looked at.
  ///
  /// - Parameter last: later steps are passed over
  /// - Returns: nil if there is none at all
  /// - Throws: as `newestWhole`
  package func newestReadable(through last: Int = .max) throws -> Checkpoint? {
    try newest(through: last) { _ in }.checkpoint
  }

  /// The checkpoint that a `--checkpoint` flag means: the file itself, or the newest whole one of a run's folder, with
  /// what is wrong with those that were passed over.
  ///
  /// - Throws: ``CheckpointError`` or `FormatError`
  package static func locate(_ path: String) throws -> (Checkpoint, passedOver: [Message]) {
    guard Folder.kind(of: path) == .folder else { return (try Checkpoint(path: path), []) }
    let (checkpoint, passedOver) = try RunFolder(path).newest { try $0.verifyParameters() }
    guard let checkpoint else { throw CheckpointError.noCheckpoint(folder: path) }
    return (checkpoint, passedOver)
  }

  /// Does `work` on the newest checkpoint, and again if that was pruned before `work` called `begins`: until then it has
  /// left nothing behind.
  ///
  /// - Throws: what `work` throws
  package static func lookingAgain<Value>(_ work: (_ begins: () -> Void) throws -> Value) throws -> Value {
    var left = attempts
    while true {
      var hasBegun = false
      do {
        return try work { hasBegun = true }
      } catch FormatError.file(let path, .notFound)
        where !hasBegun && left > 0 && CheckpointName.step(ofFile: FilePath.name(path)) != nil
      {
        left -= 1
      }
    }
  }

  /// The newest that passes `check`. `open` is there for tests.
  func newest(
    through last: Int = .max, open: (String) throws -> Checkpoint = { try Checkpoint(path: $0) },
    _ check: (Checkpoint) throws -> Void
  ) throws -> (checkpoint: Checkpoint?, passedOver: [Message]) {
    for attempt in 1...Self.attempts {
      if let found = try search(through: last, open, check, isLast: attempt == Self.attempts) { return found }
    }
    return (nil, [])
  }

  /// One look at the folder; nil if a checkpoint vanished meanwhile, which on the last look is a problem like others.
  private func search(
    through last: Int, _ open: (String) throws -> Checkpoint, _ check: (Checkpoint) throws -> Void, isLast: Bool
  ) throws -> (checkpoint: Checkpoint?, passedOver: [Message])? {
    var problems: [Message] = []
    for step in try namedSteps().reversed() where step <= last {
      do {
        let checkpoint = try Self.opened(self.checkpoint(step: step), open)
        try check(checkpoint)
        return (checkpoint, problems)
      } catch {
        // A name that stays, with nothing behind it, is a link that leads nowhere.
        if case FormatError.file(_, .notFound) = error, !isLast, try !namedSteps().contains(step) { return nil }
        problems.append(Message(of: error))
      }
    }
    guard let newest = problems.first else { return (nil, []) }
    throw CheckpointError.noneWhole(folder: path, count: problems.count, problem: newest)
  }

  /// Folders and pipes may have any name; to open a pipe would wait for whoever writes to it.
  private static func opened(_ path: String, _ open: (String) throws -> Checkpoint) throws -> Checkpoint {
    switch Folder.kind(of: path) {
    case .folder: throw FormatError.file(path: path, .isDirectory)
    case .other: throw FormatError.file(path: path, .notRegularFile)
    case .file, .nothing: return try open(path)
    }
  }
}
