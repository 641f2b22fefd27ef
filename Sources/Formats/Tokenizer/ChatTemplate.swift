/// The chat template of a tokenizer of `transformers`: a Jinja program that makes one text of a conversation.
package struct ChatTemplate: Sendable, Equatable {
  /// `chat_template.jinja`, which newer releases write, byte by byte; nil if there is none.
  package let file: [UInt8]?
  /// `chat_template` of `tokenizer_config.json`: a text, or a list of texts with names; nil if there is none.
  package let setting: JSONValue?

  package static let fileName = "chat_template.jinja"
  private static let settingsName = "tokenizer_config.json"
  private static let largest = 1 << 20

  /// A template as both releases read it.
  package init(text: String) {
    (file, setting) = (Array(text.utf8), nil)
  }

  /// What a folder's `tokenizer_config.json` says, and the file beside it if there is one.
  ///
  /// - Throws: `FormatError` for a file that cannot be read
  package init(folder: String, settings: [String: JSONValue]?) throws {
    setting = settings?["chat_template"].flatMap { $0.string == nil && $0.array == nil ? nil : $0 }
    let path = FilePath.joined(folder, Self.fileName)
    file = Folder.kind(of: path) == .file ? try FileRangeReader.wholeFile(path, limit: Self.largest) : nil
  }

  /// No template.
  package static let none = ChatTemplate()

  private init() { (file, setting) = (nil, nil) }

  /// The template as one text; of several the one called `default`, or else the first; nil if there is none.
  package var text: String? {
    if let file { return String(decoding: file, as: UTF8.self) }
    if let text = setting?.string { return text }
    let named = setting?.array ?? []
    return (named.first { $0["name"]?.string == "default" } ?? named.first)?["template"]?.string
  }

  /// The template beside a tokenizer; nil if it has none.
  ///
  /// - Parameter path: a tokenizer's directory, or a file of it
  /// - Returns: its text
  /// - Throws: `FormatError` for a file that cannot be read or is no JSON
  package static func find(at path: String) throws -> String? {
    let folder = Folder.kind(of: path) == .folder ? path : FilePath.folder(path)
    let settings = FilePath.joined(folder, settingsName)
    let members = Folder.kind(of: settings) == .file ? try JSONValue(path: settings).object : nil
    return try ChatTemplate(folder: folder, settings: members).text
  }
}
