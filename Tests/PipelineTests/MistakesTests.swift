import Foundation
import Testing

/// A wrong command line is one line on standard error: the word that is wrong, and what was meant.
@Suite("Mistakes at the command line", .serialized)
struct MistakesTests {
  @Test("each is named with what to type instead", arguments: MistakesTable.rows.map(\.line))
  func mistake(line: String) throws {
    let row = try #require(MistakesTable.rows.first { $0.line == line })
    let words = line.split(separator: " ").map(String.init)
    let result = try Workspace().run(words[0], arguments: Array(words.dropFirst()))
    #expect(result.standardError == "\(words[0]): \(row.message)\n")
    #expect(result.exitCode == row.code)
    #expect(result.text == "")
  }

  @Test("there are more than a hundred of them, no two alike")
  func count() {
    #expect(MistakesTable.rows.count > 100)
    #expect(Set(MistakesTable.rows.map(\.line)).count == MistakesTable.rows.count)
  }

  /// Scripts add flags to those that they have: that is no error, but nobody should wonder which value counts.
  @Test("of a flag that is given twice the last counts, and the tool says so")
  func twice() throws {
    let space = try Workspace()
    let plan = try space.run("lm-train", "--plan", "--layers", "2", "--layers=3")
    #expect(plan.exitCode == 0)
    #expect(plan.text.contains("layers 3"))
    #expect(plan.standardError == "lm-train: --layers is given as 2 and 3; the last one counts\n")
    #expect(try space.run("lm-train", "--plan", "--layers", "2", "--layers=3", "--quiet").standardError == "")
    #expect(try space.run("lm-train", "--plan", "--layers", "2", "--layers=2").standardError == "")
    let two = try space.run("bpe-train", "--inspect", "a", "--inspect", "b")
    #expect(two.standardError == "bpe-train: a: no such file; check the path\n")
  }
}
