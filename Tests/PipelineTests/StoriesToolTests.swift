import Foundation
import Testing

/// `tell-stories` as a user runs it.
struct StoriesToolTests {
  @Test("Writes the size asked for, once; says so when asked again")
  func upToDate() throws {
    let workspace = try Workspace()
    let first = try workspace.run("tell-stories", "--megabytes", "0.05", "--output", "corpus.txt")
    #expect(first.exitCode == 0, "\(first.standardError)")
    let corpus = try workspace.read("corpus.txt")
    #expect(corpus.count >= 50_000 && corpus.count < 53_000)
    #expect(String(decoding: corpus.suffix(14), as: UTF8.self) == "\n<|endoftext|>")
    #expect(first.text.hasPrefix("corpus.txt: ") && first.text.contains(" stories, "))

    let again = try workspace.run("tell-stories", "--megabytes", "0.05", "--output", "corpus.txt")
    #expect(again.exitCode == 0)
    #expect(again.standardError.contains("tell-stories: up to date"))
    #expect(try workspace.read("corpus.txt") == corpus)

    let other = try workspace.run("tell-stories", "--megabytes", "0.05", "--seed", "7", "--output", "corpus.txt")
    #expect(other.exitCode == 0)
    #expect(try workspace.read("corpus.txt") != corpus)
    #expect(try workspace.list() == ["corpus.txt", "manifest.db", "receipts"])
  }

  @Test("Wrong sizes are refused before anything is written", arguments: ["0", "-1", "100001", "many"])
  func badSize(size: String) throws {
    let workspace = try Workspace()
    let result = try workspace.run("tell-stories", "--megabytes=\(size)", "--output", "corpus.txt")
    #expect(result.exitCode == 64)
    #expect(try workspace.list() == [])
  }
}
