/// The digest of a file and the state in which it has it: as long as the state is the same, so are the bytes.
package struct HashedFile: Sendable {
  /// SHA-256 of the bytes.
  package let digest: Digest
  /// The state, taken before the first byte was read and still the same after the last.
  package let state: FileState

  /// Reads a file through one descriptor; `progress` hears of the bytes of each chunk.
  /// - Throws: `FormatError.file` when it cannot be read, or changes or is removed meanwhile.
  package init(_ path: String, progress: (_ bytes: Int) -> Void = { _ in }) throws {
    let file = try OpenFile(reading: path)
    guard let state = file.settledState() else { throw FormatError.file(path: path, .changed) }
    var hasher = SHA256()
    let reader = try FileRangeReader(file, range: nil, buffer: ReadBuffer(bytes: 1 << 20))
    while let chunk = try reader.next() {
      hasher.update(UnsafeRawBufferPointer(chunk))
      progress(chunk.count)
    }
    let last = FileState(descriptor: file.descriptor)
    // To lose its name changes the time as well.
    guard last?.links != 0 else { throw FormatError.file(path: path, .notFound) }
    guard last == state else { throw FormatError.file(path: path, .changed) }
    digest = hasher.finish()
    self.state = state
  }
}

extension FileState {
  /// The state of the file at `path` that stands for its content from here on, without reading it.
  /// - Throws: `FormatError.file` when it cannot be opened.
  package static func settled(path: String) throws -> FileState {
    let file = try OpenFile(reading: path)
    guard let state = file.settledState() else { throw FormatError.file(path: path, .changed) }
    return state
  }
}
