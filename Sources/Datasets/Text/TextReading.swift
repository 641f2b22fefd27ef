import Formats

/// How files become text.
package struct TextReading: Sendable, Equatable {
  /// The member that holds a document's text, where each line is a JSON object; nil for plain text.
  package var field: String?
  /// How records of prompts and completions, or of chat messages, become text; nil where a line is none.
  package var records: RecordReading?
  /// Whether lines that are no such objects are left out and counted.
  package var skipsDamaged: Bool
  /// Whether the bytes are taken as they are: nothing is unpacked or refused.
  package var isRaw: Bool
  /// What stands between documents.
  package var separator: String?

  /// How files become text.
  package init(
    field: String? = nil, records: RecordReading? = nil, skipsDamaged: Bool = false, isRaw: Bool = false,
    separator: String? = nil
  ) {
    self.field = field
    self.records = records
    self.skipsDamaged = skipsDamaged
    self.isRaw = isRaw
    self.separator = separator
  }

  /// Whether each line is a JSON object.
  package var readsLines: Bool { field != nil || records != nil }
}

/// A text that was looked at: what kind of file it is, and how it ends.
package struct TextLook: Sendable, Equatable {
  /// The text.
  package let input: TextInputs.Input
  /// The format that it has to be unpacked from; nil for plain text and for streams, of which nothing is known before
  /// they are read.
  let format: FileFormat?
  /// Whether its last document has no end of its own: what stands after the last separator is more than white space.
  package let isOpen: Bool
  /// The bytes of the file; 0 for streams.
  let byteCount: Int
}

/// Texts that were looked at.
package struct TextLooks: Sendable, Equatable {
  /// The texts, in order.
  package let all: [TextLook]
  /// Files in directories that were left out: they are no text, and nobody named them.
  package let leftOut: [String]

  /// Looks at the first bytes of every text and at the last ones of those that are plain.
  /// - Throws: `TextInputError` for what is no text; `FormatError.file` for what cannot be read.
  package init(_ inputs: TextInputs, _ reading: TextReading) throws {
    var all: [TextLook] = []
    var leftOut: [(path: String, format: FileFormat)] = []
    for input in inputs.all {
      let look = try Self.look(at: input, reading)
      if let format = look.format, input.isFound, format.content == .other {
        leftOut.append((input.path, format))
      } else {
        all.append(look)
      }
    }
    if all.isEmpty, let first = leftOut.first { throw TextInputError.notText(first.path, first.format) }
    (self.all, self.leftOut) = (all, leftOut.map(\.path))
  }

  /// Whether something has to be made of the files before it is text.
  package var areUnpacked: Bool { all.contains { $0.format != nil } }

  /// The members that these readings add to a stage's settings: none where plain files are read as ever.
  package func settings(_ reading: TextReading) -> [String: JSONValue] {
    var settings: [String: JSONValue] = [:]
    if let field = reading.field {
      settings["text_field"] = .string(field)
    }
    if let records = reading.records {
      settings["completions"] = .bool(true)
      settings["chat_format"] = records.renderer.map { .string($0.format.name) }
    }
    if reading.readsLines, reading.skipsDamaged { settings["skip_damaged"] = .bool(true) }
    if areUnpacked { settings["unpacked"] = .bool(true) }
    return settings
  }

  private static func look(at input: TextInputs.Input, _ reading: TextReading) throws -> TextLook {
    guard !input.isStream else { return TextLook(input: input, format: nil, isOpen: false, byteCount: 0) }
    let file = try TextFile(.file(input.path))
    let head = reading.isRaw ? [] : file.head
    let format = FileFormat.of(head)
    let isLeftOut = input.isFound && format?.content == .other
    if !reading.isRaw, !isLeftOut {
      try TextFile.check(head, format, named: input.path, isUnpacked: false, reading)
    }
    let isPlain = format == nil && !reading.readsLines
    return TextLook(
      input: input, format: format, isOpen: isPlain && file.isOpen(reading.separator), byteCount: file.byteCount)
  }
}
