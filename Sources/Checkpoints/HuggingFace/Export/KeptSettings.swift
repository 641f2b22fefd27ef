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
  /// How a conversation is written.
  package var template = ChatTemplate.none

  /// Nothing, as of a model that was trained here.
  package init() {}

  /// What a folder says; nothing if it says none of it, or is no folder.
  ///
  /// - Throws: `FormatError` for a file that cannot be read
  package init(folder: String) throws {
    guard Folder.kind(of: folder) == .folder else { return }
    let settings = try object("tokenizer_config.json", in: folder)
    if let settings {
      func token(_ key: String) -> String? { settings[key]?.string ?? settings[key]?["content"]?.string }
      ends = TextEnds(begin: token("bos_token"), end: token("eos_token"), padding: token("pad_token"))
    }
    generation = try object("generation_config.json", in: folder)
    template = try ChatTemplate(folder: folder, settings: settings)
    if template.file != nil { paths.append(FilePath.joined(folder, ChatTemplate.fileName)) }
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
}
