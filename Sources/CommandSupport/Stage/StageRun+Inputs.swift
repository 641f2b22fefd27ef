import Formats
import Manifest

/// What a run has read: that it was what its key names.
extension StageRun {
  /// Notes what standard input was, or the next of several streams, once it has been read to its end.
  package func recordInput(role: String, digest: Digest, bytes: Int) {
    state.withLock { state in
      let next = state.record.inputs.indices.first { index in
        let input = state.record.inputs[index]
        return input.role == role && input.path == "-" && input.identity == nil
      }
      guard let next else { return }
      state.record.inputs[next].identity = digest
      state.record.inputs[next].fileDigest = digest
      state.record.inputs[next].bytes = bytes
    }
  }

  /// Notes what an input was that may grow while it is read: the digest of the bytes that were. The run's key names
  /// them then, whatever lies there now.
  package func recordInput(path: String, digest: Digest, bytes: Int) {
    state.withLock { state in
      for (index, given) in inputPaths.enumerated() where given == path {
        let isSame = state.record.inputs[index].fileDigest == digest
        state.checked.insert(index)
        state.record.inputs[index].identity = digest
        state.record.inputs[index].fileDigest = digest
        state.record.inputs[index].bytes = bytes
        // Nothing tells in what state of the file these were its bytes.
        if !isSame { state.record.inputs[index].seen = nil }
      }
      if state.record.key != nil { state.record.key = state.record.keyOfInputs }
    }
  }

  /// Ends the run if an input is not what was hashed any more, or was not when it was opened. Call it once the last of
  /// them has been read, or leave it to the end of the run.
  /// - Throws: `FormatError.file` with `.changed`.
  package func checkInputs() throws {
    try MappedFile.checkNoneWasCut()
    try state.withLock { state in
      for (index, input) in given.enumerated() where input.path != "-" && !state.checked.contains(index) {
        guard Self.isUnchanged(input, since: state.record.inputs[index].seen?.stat) else {
          throw FormatError.file(path: input.path, .changed)
        }
        state.checked.insert(index)
      }
    }
  }

  private static func isUnchanged(_ input: StageInput, since expected: FileStat?) -> Bool {
    var states = ReadFiles.states(of: input.path)
    guard Set(states.map(\.device)).count <= 1, states.allSatisfy({ FileStat($0) == expected }) else { return false }
    let now = FileState(path: input.path)
    // Under the name there may be another file by now, or none.
    if input.isOpen, let opened = states.first, now?.identity != opened.identity { return true }
    guard let now else { return false }
    states.insert(now)
    return FileStat(now) == expected && Set(states.map(\.device)).count == 1
  }

  /// Ends the run if a file that an input lists was changed in its place after it was opened. One that was replaced by
  /// name meanwhile is as good as it was: it is the former that was read.
  /// - Throws: `FormatError.file` with `.changed`.
  package func checkListed() throws {
    try MappedFile.checkNoneWasCut()
    for path in listedPaths {
      guard let now = FileState(path: path) else { continue }
      let opened = ReadFiles.states(of: path)
      let isOpened = opened.contains { $0.identity == now.identity }
      guard opened.count <= 1, !isOpened || opened.contains(now) else {
        throw FormatError.file(path: path, .changed)
      }
    }
  }

  /// Waits for what is hashed meanwhile, once the work is done.
  /// - Throws: `FormatError` if an input cannot be read any more.
  func awaitHashes() throws {
    // A program that cannot be read is recorded without its content.
    if let program = (try? programHashing?.wait { _, _ in })?.first ?? nil {
      state.withLock { $0.record.executable = RunRecorder.program(program) }
    }
    guard let hashing else { return }
    let progress = ProgressLine(label: "\(tool): hashing inputs", unit: .bytes, total: nil, quiet: quiet)
    defer { progress.finish() }
    let contents = try hashing.wait { done, total in progress.update(done, total: total) }
    try state.withLock { state in
      for (index, content) in zip(hashedLater, contents) {
        // A file that is gone by now is told by the last check.
        guard let content, !state.checked.contains(index) else { continue }
        guard content.seen.stat == state.record.inputs[index].seen?.stat else {
          throw FormatError.file(path: inputPaths[index], .changed)
        }
        state.record.inputs[index].identity = state.record.inputs[index].identity ?? content.fileDigest
        state.record.inputs[index].fileDigest = content.fileDigest
        state.record.inputs[index].bytes = Int(content.seen.stat.size)
        state.record.inputs[index].seen = content.seen
      }
    }
  }
}
