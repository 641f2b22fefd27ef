import Testing

@testable import Messages

struct MessageTests {
  private struct Wrong: DescribedError {
    var message: Message { "\(field: "batchSize"): \(0) (expected 1); give another \(field: "batchSize")" }
  }

  private struct Plain: Error, CustomStringConvertible {
    var description: String { "as it is" }
  }

  @Test func aToolCallsFieldsAsItLikes() {
    let message = Message(of: Wrong())
    #expect(message.text { "--\($0)" } == "--batchSize: 0 (expected 1); give another --batchSize")
    #expect("\(Wrong())" == "batchSize: 0 (expected 1); give another batchSize")
    #expect(Message(of: Plain()) == "as it is")
  }

  /// Keys and names of files stand in messages, wherever they come from.
  @Test func nothingInItIsObeyed() {
    let key = "a\nlm-train: done\u{1B}[31m\u{202E}"
    func text(_ message: Message) -> String { message.description }
    #expect(text("\(key) is 1") == "a\\nlm-train: done\\u{1B}[31m\\u{202E} is 1")
    #expect(text("\(Printable.quoted(key))") == "\"a\\u{A}lm-train: done\\u{1B}[31m\\u{202E}\"")
    #expect(text("\([key])").unicodeScalars.allSatisfy { !Printable.isHarmful($0) })
  }

  @Test func equalHoweverTheyWerePutTogether() {
    #expect("a" + "b" as Message == Message("ab"))
    #expect("a\(1)\(field: "x")\(Message("b"))" as Message == "a1" + "\(field: "x")b")
    #expect("\(field: "x")" as Message != "x")
  }

  @Test(arguments: [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
  func fieldsAreListed(fields: [String], text: String) {
    #expect("\(fields: fields)" as Message == Message("") || "\("\(fields: fields)" as Message)" == text)
  }

  @Test func aMessageIsCutAtAMark() {
    let message: Message = "\(field: "x"): 1; give another \(field: "x")"
    #expect(message.prefix(before: ";") == "\(field: "x"): 1")
    #expect(message.prefix(before: "!") == message)
  }
}
