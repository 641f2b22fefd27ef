import Formats

/// Makes plain text of what is compressed, of JSON Lines and of streams, in nameless files that go with the process.
struct TextSpool {
  /// The reading.
  let reading: TextReading
  /// The file beside which the nameless files are made: where its output goes there is room.
  let place: String
  /// Told of the bytes written since it was last called.
  let progress: (_ bytes: Int) throws -> Void

  /// A text in a nameless file.
  struct Spooled {
    let scratch: ScratchFile
    /// Lines that were left out.
    var damaged = 0
    /// Of a stream: what came through it.
    var digest: Digest?
    var bytes = 0
  }

  /// The plain text of one input; nil if it is that already.
  /// - Throws: `TextInputError`; `FormatError.file`.
  func plain(_ look: TextLook) throws -> Spooled? {
    let path = look.input.path
    var spooled: Spooled?
    var format = look.format
    if look.input.isStream {
      spooled = try receive(path)
      if !reading.isRaw, let head = try spooled.map({ try TextFile(.scratch($0.scratch)).head }) {
        format = FileFormat.of(head)
        try TextFile.check(head, format, named: path, isUnpacked: false, reading)
      }
    }
    if let format, !reading.isRaw {
      spooled = try unpack(path, format, from: spooled)
    }
    if reading.readsLines { spooled = try extract(path, from: spooled) }
    return spooled
  }

  /// All of a stream, as it came.
  private func receive(_ path: String) throws -> Spooled {
    let source = try TextStream.packed(path)
    var hasher = SHA256()
    var result = Spooled(scratch: try ScratchFile(beside: place))
    result.bytes = try write(source, to: result.scratch) { hasher.update(UnsafeRawBufferPointer($0)) }
    result.digest = hasher.finish()
    return result
  }

  private func unpack(_ path: String, _ format: FileFormat, from packed: Spooled?) throws -> Spooled {
    var result = Spooled(scratch: try ScratchFile(beside: place), digest: packed?.digest, bytes: packed?.bytes ?? 0)
    let storage = packed.map { TextStorage.scratch($0.scratch) } ?? .file(path)
    guard let source = try storage.open({ try format.unpacked($0, named: path) }) else {
      throw TextInputError.notText(path, format)
    }
    let written = try write(source, to: result.scratch) { _ in }
    if packed == nil { result.bytes = written }
    let head = try TextFile(.scratch(result.scratch)).head
    try TextFile.check(head, FileFormat.of(head), named: path, isUnpacked: true, reading)
    return result
  }

  /// The texts of a file of JSON Lines, with what separates them, or a line feed, after each.
  private func extract(_ path: String, from lines: Spooled?) throws -> Spooled {
    var result = Spooled(scratch: try ScratchFile(beside: place), digest: lines?.digest, bytes: lines?.bytes ?? 0)
    let separator = Array((reading.separator ?? "\n").utf8)
    let storage = lines.map { TextStorage.scratch($0.scratch) } ?? .file(path)
    let source = try storage.open { try FileRangeReader(path: $0) }
    var offset = 0
    var buffer = TextLines()
    var texts: [UInt8] = []
    func write() throws {
      try texts.withUnsafeBytes { try result.scratch.write($0, at: offset) }
      offset += texts.count
      try progress(texts.count)
      texts.removeAll(keepingCapacity: true)
    }
    let take = { (number: Int, line: UnsafeRawBufferPointer) throws in
      let before = texts.count
      do {
        try append(line, to: &texts, separator)
      } catch let problem as JSONProblem {
        // The text may come before what is wrong.
        texts.removeLast(texts.count - before)
        guard reading.skipsDamaged else {
          throw TextInputError.damagedLine(path, line: number, field: reading.field, problem: problem)
        }
        result.damaged += 1
      } catch RecordProblem.noFormat {
        throw TextInputError.conversation(path, line: number)
      }
      if texts.count >= 1 << 20 { try write() }
    }
    while let chunk = try source.next() { try buffer.append(UnsafeRawBufferPointer(chunk), take) }
    try buffer.finish(take)
    try write()
    return result
  }

  /// The text of a line, and the separator.
  private func append(
    _ line: UnsafeRawBufferPointer, to texts: inout [UInt8], _ separator: [UInt8]
  ) throws {
    if let records = reading.records {
      guard let text = try records.text(of: line) else { return }
      texts += text.bytes
      texts += separator
    } else if let field = reading.field {
      _ = try JSONLine.withText(line, field: field) { text in
        guard !text.isEmpty else { return }
        texts += text
        texts += separator
      }
    }
  }

  private func write(
    _ source: any ByteSource, to scratch: ScratchFile, _ look: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws -> Int {
    var offset = 0
    while let chunk = try source.next() {
      look(chunk)
      try scratch.write(UnsafeRawBufferPointer(chunk), at: offset)
      offset += chunk.count
      try progress(chunk.count)
    }
    return offset
  }
}
