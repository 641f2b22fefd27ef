import Formats

/// A Modelfile, with which Ollama takes a GGUF file that lies beside it.
///
/// Source of the instructions: ollama/ollama, docs/modelfile.md.
package struct OllamaModelfile {
  /// The GGUF file's name.
  private let gguf: String
  private let contextLength: Int
  private let stops: [String]
  private let template: String?
  private let generation: [String: JSONValue]

  /// Above this the cache of keys and values of a large model takes gigabytes; whoever wants more says so.
  private static let longestContext = 8_192
  /// Ollama's own, where nothing else is said.
  private static let usualTemperature = 0.8

  /// The name of the Modelfile that goes with a GGUF file: `model.Modelfile` beside `model.gguf`.
  package static func path(beside gguf: String) -> String {
    (gguf.hasSuffix(".gguf") ? String(gguf.dropLast(5)) : gguf) + ".Modelfile"
  }

  /// - Parameters:
  ///   - gguf: the path of the GGUF file
  ///   - contextLength: the model's
  ///   - ends: the special tokens with which texts begin and end
  ///   - kept: what the folder says that the model comes from
  package init(gguf: String, contextLength: Int, ends: TextEnds, kept: KeptSettings) {
    self.gguf = FilePath.name(gguf)
    self.contextLength = contextLength
    template = kept.template.text
    generation = kept.generation ?? [:]
    let usual = template?.contains(Self.chatMark) == true ? ["<|im_end|>"] : []
    stops = (usual + [ends.end].compactMap { $0 }).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static let chatMark = "<|im_start|>"
  private static let plain = "{{ .Prompt }}"
  /// ChatML, in the language of Ollama's templates.
  private static let chat = """
    {{ range .Messages }}<|im_start|>{{ .Role }}
    {{ .Content }}<|im_end|>
    {{ end }}<|im_start|>assistant

    """

  /// The file's text.
  package var text: String {
    let name = gguf.hasSuffix(".gguf") ? String(gguf.dropLast(5)) : gguf
    var lines = ["# ollama create NAME -f \(name).Modelfile, beside this file", "FROM ./\(gguf)"]
    switch template {
    case nil: lines.append("TEMPLATE \"\"\"\(Self.plain)\"\"\"")
    case let template? where template.contains(Self.chatMark): lines.append("TEMPLATE \"\"\"\(Self.chat)\"\"\"")
    default:
      lines.append(
        "# Without a TEMPLATE here Ollama takes the one that it knows for the chat template in the GGUF file.")
    }
    lines.append("PARAMETER temperature \(number("temperature") ?? "\(Self.usualTemperature)")")
    for key in ["top_k", "top_p"] { if let value = number(key) { lines.append("PARAMETER \(key) \(value)") } }
    lines.append("PARAMETER num_ctx \(min(contextLength, Self.longestContext))")
    lines += stops.compactMap(Self.quoted).map { "PARAMETER stop \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private func number(_ key: String) -> String? {
    guard let value = generation[key], let number = value.double, number.isFinite, number > 0 else { return nil }
    return value.int.map(String.init) ?? "\(number)"
  }

  /// In the quotes that the text allows; nil for one that no quotes hold.
  private static func quoted(_ text: String) -> String? {
    if !text.contains("\""), !text.contains("\n") { return "\"\(text)\"" }
    return text.contains("\"\"\"") || text.hasSuffix("\"") ? nil : "\"\"\"\(text)\"\"\""
  }
}
