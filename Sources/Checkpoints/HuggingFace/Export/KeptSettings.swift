import Formats

/// What a folder of `transformers` says beside parameters and tokens, and what a model that comes from it keeps as it is: how
/// a conversation is written as text, with which tokens texts begin and end, and how tokens are drawn.
package struct KeptSettings: Sendable {
  /// The files that it was read from.
  package private(set) var paths: [String] = []
  /// The tokens that begin and end texts, as far as the folder says.
  package private(set) var ends = TextEnds()
  /// `generation_config.json`.
  package private(set) var generation: [String: JSONValue]?
  /// `chat_template` of `tokenizer_config.json`: a text, or a list of texts with names.
  private(set) var template: JSONValue?
  /// `chat_template.jinja`, byte by byte.
  private(set) var templateFile: [UInt8]?

  package static let templateName = "chat_template.jinja"
  private static let largestTemplate = 1 << 20

  /// Nothing, as of a model that was trained here.
  package init() {}

  /// What a folder says; nothing if it says none of it, or is no folder.
  ///
  /// - Throws: `FormatError` for a file that cannot be read
  package init(folder: String) throws {
    guard Folder.kind(of: folder) == .folder else { return }
    if let settings = try object("tokenizer_config.json", in: folder) {
      func token(_ key: String) -> String? { settings[key]?.string ?? settings[key]?["content"]?.string }
      ends = TextEnds(begin: token("bos_token"), end: token("eos_token"), padding: token("pad_token"))
      template = settings["chat_template"].flatMap { $0.string == nil && $0.array == nil ? nil : $0 }
    }
    generation = try object("generation_config.json", in: folder)
    let path = FilePath.joined(folder, Self.templateName)
    if Folder.kind(of: path) == .file {
      templateFile = try FileRangeReader.wholeFile(path, limit: Self.largestTemplate)
      paths.append(path)
    }
  }

  private mutating func object(_ name: String, in folder: String) throws -> [String: JSONValue]? {
    let path = FilePath.joined(folder, name)
    guard Folder.kind(of: path) == .file else { return nil }
    paths.append(path)
    return try JSONValue(path: path).object
  }

  /// The same without its ends, and without how tokens are drawn until there.
  package var withoutEnds: KeptSettings {
    var others = self
    (others.ends, others.generation) = (TextEnds(), nil)
    return others
  }

  /// How a conversation is written, as one text; of several the one called `default`, or else the first.
  package var chatTemplate: String? {
    if let templateFile { return String(decoding: templateFile, as: UTF8.self) }
    if let text = template?.string { return text }
    let named = template?.array ?? []
    return (named.first { $0["name"]?.string == "default" } ?? named.first)?["template"]?.string
  }
}
