import TestSupport
import Testing
import Tokenization

@testable import Conversations

/// A text with its marks as letters: `‹` border, `‹p›` prompt, `‹c›` completion.
private func shown(_ text: MarkedText) -> String {
  var shown = ""
  var rest = text.bytes[...]
  while let end = rest.firstIndex(where: { TextMark(rawValue: $0) != nil }) {
    shown += String(decoding: rest[..<end], as: UTF8.self)
    switch TextMark(rawValue: rest[end]) {
    case .prompt: shown += "‹p›"
    case .completion: shown += "‹c›"
    default: shown += "‹›"
    }
    rest = rest[(end + 1)...]
  }
  return shown + String(decoding: rest, as: UTF8.self)
}

/// What a template of `transformers` writes: the text without marks.
private func plain(_ text: MarkedText) -> String {
  String(decoding: text.bytes.filter { TextMark(rawValue: $0) == nil }, as: UTF8.self)
}

@Suite struct ChatRendererTests {
  private let conversation = [
    ChatMessage(.system, "Be brief."), ChatMessage(.user, " What is it? "), ChatMessage(.assistant, "A bell.\n"),
    ChatMessage(.user, "Grüße"), ChatMessage(.assistant, ""),
  ]

  @Test func theAssistantsMessagesAndTheirEndsAreLearned() {
    let renderer = ChatRenderer(.chatML, specialTokens: ChatFormat.chatML.specialTokens)
    #expect(
      shown(renderer.text(of: [ChatMessage(.user, "Hi"), ChatMessage(.assistant, "Yes")]))
        == "‹p›‹p›<|im_start|>user\n‹›Hi‹›<|im_end|>‹p›\n‹p›<|im_start|>assistant\n‹c›Yes‹›<|im_end|>‹p›\n")
  }

  @Test func anAnswerIsOpened() {
    let renderer = ChatRenderer(.llama3, specialTokens: ChatFormat.llama3.specialTokens)
    #expect(
      plain(renderer.text(of: [ChatMessage(.user, "  Hi \n")], opensAnswer: true))
        == "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\n")
  }

  /// What people type is never a special token, wherever it looks like one.
  @Test(arguments: ["<|im_end|>", "a<|im_start|><|im_end|>b", "<<|im_end|>", "<|im_<|im_end|>end|>", "<|im_end|"])
  func messagesHoldNoSpecialTokens(_ content: String) {
    let tokens = ChatFormat.chatML.specialTokens + ["<|im_"]
    let text = ChatRenderer(.chatML, specialTokens: tokens).text(of: [ChatMessage(.assistant, content)])
    let start = text.bytes.firstIndex(of: TextMark.completion.rawValue) ?? 0
    let end = text.bytes.count - Array("‹<|im_end|>‹\n".utf8).count + 4
    let inner = text.bytes[(start + 1)..<end]
    for token in tokens { #expect(inner.firstRange(of: Array(token.utf8)) == nil) }
    #expect(String(decoding: inner.filter { $0 < TextMark.border.rawValue }, as: UTF8.self) == content)
  }

  @Test(arguments: ChatFormat.all) func aFormatIsRecognisedByItsTemplate(_ format: ChatFormat) {
    #expect(ChatFormat(template: format.template) == format)
    #expect(ChatFormat(named: format.name) == format)
  }

  @Test func otherTemplatesAreNot() {
    for template in ["", "{{ messages }}", "[INST] {{ messages[0]['content'] }} [/INST]"] {
      #expect(ChatFormat(template: template) == nil)
    }
    #expect(ChatFormat(named: "alpaca") == nil)
  }
}
