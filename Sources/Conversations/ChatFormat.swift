/// How a conversation becomes one text: what stands before and after each message.
///
///     beginning  before role after content closing gap  before role after content closing gap  …
///
///     chatml     <|im_start|>user⏎What is it?<|im_end|>⏎<|im_start|>assistant⏎A bell.<|im_end|>⏎
package struct ChatFormat: Sendable, Equatable {
  /// Its name in flags and records.
  package let name: String
  /// Before the first message.
  let beginning: String
  /// Before and after the name of a message's role.
  let before, after: String
  /// After a message: what ends an answer.
  package let closing: String
  /// Between a message's end and the next one.
  let gap: String
  /// Whether white space around a message goes.
  let trims: Bool
  /// What has to be special tokens of the tokenizer.
  package let specialTokens: [String]

  /// ChatML, as Qwen's models and many others have it.
  package static let chatML = ChatFormat(
    name: "chatml", beginning: "", before: "<|im_start|>", after: "\n", closing: "<|im_end|>", gap: "\n", trims: false,
    specialTokens: ["<|im_start|>", "<|im_end|>"])

  /// That of Llama 3's models.
  package static let llama3 = ChatFormat(
    name: "llama3", beginning: "<|begin_of_text|>", before: "<|start_header_id|>", after: "<|end_header_id|>\n\n",
    closing: "<|eot_id|>", gap: "", trims: true,
    specialTokens: ["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"])

  /// That of Zephyr and TinyLlama.
  package static let zephyr = ChatFormat(
    name: "zephyr", beginning: "", before: "<|", after: "|>\n", closing: "</s>", gap: "\n", trims: false,
    specialTokens: ["</s>"])

  /// All of them.
  package static let all = [chatML, llama3, zephyr]

  /// Their names, in one line.
  package static let names = all.map(\.name).joined(separator: ", ")

  /// The special tokens that it is made of and a tokenizer has not.
  package func missing(in known: [String]) -> [String] { specialTokens.filter { !known.contains($0) } }

  /// The format of a name; nil if there is none.
  package init?(named name: String) {
    guard let format = Self.all.first(where: { $0.name == name }) else { return nil }
    self = format
  }

  private init(
    name: String, beginning: String, before: String, after: String, closing: String, gap: String, trims: Bool,
    specialTokens: [String]
  ) {
    (self.name, self.beginning, self.before, self.after) = (name, beginning, before, after)
    (self.closing, self.gap, self.trims, self.specialTokens) = (closing, gap, trims, specialTokens)
  }
}

extension ChatFormat {
  /// The format that a chat template of `transformers` (Jinja) writes, told by what stands in it; nil for others.
  package init?(template: String) {
    let found = Self.all.filter { format in format.template == template || format.signs.allSatisfy(template.contains) }
    guard found.count == 1 else { return nil }
    self = found[0]
  }

  /// Words that the templates of a format have, and those of others have not.
  private var signs: [String] {
    switch self {
    case .zephyr: ["<|user|>", "<|assistant|>"]
    case .llama3: ["<|start_header_id|>", "<|end_header_id|>"]
    default: [before, closing]
    }
  }

  /// The format as a chat template for `transformers`, and for others that read these.
  package var template: String {
    let content = trims ? "message['content'] | trim" : "message['content']"
    let parts = [Self.quoted(before), "message['role']", Self.quoted(after), content, Self.quoted(closing + gap)]
    return (beginning.isEmpty ? "" : "{{ \(Self.quoted(beginning)) }}")
      + "{% for message in messages %}" + parts.map { "{{ \($0) }}" }.joined() + "{% endfor %}"
      + "{% if add_generation_prompt %}{{ \(Self.quoted(before + ChatRole.assistant.rawValue + after)) }}{% endif %}"
  }

  private static func quoted(_ text: String) -> String { "'" + text.replacing("\n", with: "\\n") + "'" }
}
