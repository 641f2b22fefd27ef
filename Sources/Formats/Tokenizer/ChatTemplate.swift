/// The chat template of a tokenizer of `transformers`: a Jinja program that makes one text of a conversation.
package enum ChatTemplate {
  /// The file that holds nothing else, which newer releases write.
  package static let fileName = "chat_template.jinja"
  private static let settingsName = "tokenizer_config.json"
  /// The largest file that is read.
  private static let largest = 16 << 20

  /// The template beside a tokenizer; nil if it has none.
  ///
  /// - Parameter path: a tokenizer's directory, or a file of it
  /// - Returns: the template's text; of several the one called `default`
  /// - Throws: `FormatError` for a file that cannot be read or is no JSON
  package static func find(at path: String) throws -> String? {
    let folder = Folder.kind(of: path) == .folder ? path : FilePath.folder(path)
    let file = FilePath.joined(folder, fileName)
    if Folder.kind(of: file) == .file {
      return String(decoding: try FileRangeReader.wholeFile(file, limit: largest), as: UTF8.self)
    }
    let settings = FilePath.joined(folder, settingsName)
    guard Folder.kind(of: settings) == .file else { return nil }
    let value = try JSONValue(path: settings, limit: largest)["chat_template"]
    let named = value?.array?.first { $0["name"]?.string == "default" }
    return value?.string ?? named?["template"]?.string
  }
}
