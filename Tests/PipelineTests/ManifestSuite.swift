import Foundation
import Testing

/// What the suites about the manifest share: a trained tokenizer, and what tells its runs apart.
protocol ManifestSuite {}

extension ManifestSuite {
  var corpus: String {
    (0..<200).map { "the number \($0) is not the number \($0 + 1), is it?\n" }.joined()
  }

  /// A folder with a corpus and a tokenizer trained on it.
  func trained(vocabulary: Int = 300) throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(corpus, to: "corpus.txt")
    let result = try train(workspace, vocabulary: vocabulary)
    #expect(result.exitCode == 0, "\(result.standardError)")
    return workspace
  }

  @discardableResult
  func train(
    _ workspace: Workspace, vocabulary: Int = 300, _ flags: String...
  ) throws -> ToolRunner.Result {
    try workspace.run(
      "bpe-train",
      arguments: ["--input", "corpus.txt", "--vocab-size", "\(vocabulary)", "--output", "tokenizer"] + flags)
  }

  /// Run ids and times are new each time.
  func withoutTimes(_ text: String) -> String {
    text.replacing(/[0-9a-f]{8}-[0-9a-f]{4}(-[0-9a-f-]{22})?/, with: "RUN")
      .replacing(/2\d\d\d-\d\d-\d\d \d\d:\d\d( UTC)?/, with: "TIME").replacing(/\d+\.\d\d s/, with: "SPAN")
  }

  func run(_ workspace: Workspace, _ arguments: String...) throws -> ToolRunner.Result {
    try workspace.run("manifest", arguments: arguments)
  }
}
