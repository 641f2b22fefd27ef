import Formats
import Foundation
import Testing

@testable import tell_stories

/// Minimal pairs: what they promise, and `tell-stories --minimal-pairs` as a user runs it.
struct StoriesPairsTests {
  private func pairs(_ name: String, count: Int = 120, seed: UInt64 = 2026) throws -> [MinimalPair] {
    let place = try #require(Phenomenon.all.firstIndex { $0.name == name })
    return PairTeller(seed: seed).pairs(place, count: count)
  }

  @Test("The first pairs of the committed seed are these bytes, on every machine")
  func sameBytes() {
    let texts = Phenomenon.all.indices.flatMap { PairTeller(seed: 2026).pairs($0, count: 50) }
    let bytes = texts.flatMap { Array("\($0.phenomenon)\t\($0.good)\t\($0.bad)\n".utf8) }
    #expect(Digest.of(bytes).hex == "4fc06dd87e20f73eb38b47cb99b4d9a7533fb4e2c84e3809de9bf93fa415867d")
  }

  @Test("Both sentences of a pair are the same but for one place", arguments: Phenomenon.all.map(\.name))
  func onePlaceDiffers(name: String) throws {
    let pairs = try pairs(name)
    #expect(pairs.count == 120 && Set(pairs.map(\.good)).count == 120)
    for pair in pairs {
      let (good, bad) = (pair.good.split(separator: " "), pair.bad.split(separator: " "))
      let before = zip(good, bad).prefix { $0 == $1 }.count
      let after = zip(good.reversed(), bad.reversed()).prefix { $0 == $1 }.count
      let differing = max(good.count, bad.count) - before - after
      #expect((1...3).contains(differing), "\(pair)")
      #expect(good.count == bad.count, "\(pair)")
      if name == "word-order" {
        #expect(
          good.map { $0.filter(\.isLetter) }.sorted() == bad.map { $0.filter(\.isLetter) }.sorted(), "\(pair)")
      }
    }
  }

  @Test("No notation is left over, and every slot is filled", arguments: Phenomenon.all.map(\.name))
  func marks(name: String) throws {
    for text in try pairs(name).flatMap({ [$0.good, $0.bad] }) {
      #expect(!text.contains { "{}[]|<>\\".contains($0) }, "\(text)")
      #expect(text.utf8.allSatisfy { (32..<127).contains($0) })
      #expect(text.first?.isUppercase == true || text.first == "\"", "\(text)")
      for wrong in ["  ", " .", " ,", "..", ",.", ".,", "\"\""] { #expect(!text.contains(wrong), "\(text)") }
      #expect(text.last.map { ".!?\"".contains($0) } == true, "\(text)")
    }
  }

  @Test("What stands in the place of a contrast is fixed before it is told", arguments: Phenomenon.all.map(\.name))
  func contrastsAreFixed(name: String) throws {
    let phenomenon = try #require(Phenomenon.all.first { $0.name == name })
    #expect(!phenomenon.contrasts.isEmpty && phenomenon.contrasts.count.isMultiple(of: 2))
    let bound = Set(phenomenon.draws.flatMap { $0 }.flatMap(\.names))
    for template in phenomenon.contrasts.flatMap({ [$0.good, $0.bad] }) {
      #expect(!template.pieces.isEmpty)
      for piece in template.pieces { if case .choice = piece { Issue.record("\(name): a free choice") } }
      // What is bound is told the same way each time; words of the lexicon are drawn anew.
      for slot in template.slots {
        #expect(bound.contains(slot.name) || Lexicon.words[slot.name] == nil, "\(slot.name)")
      }
    }
  }

  /// A model that always likes one form better must get half of them right.
  @Test(
    "Forms that are right in some sentences are wrong in as many others",
    arguments: ["agreement", "article", "case", "negation", "noun-number", "pronoun-number", "tense"])
  func formsAreBalanced(name: String) throws {
    var right: [String: Int] = [:]
    for pair in try pairs(name, count: 400) {
      for (good, bad) in zip(pair.good.split(separator: " "), pair.bad.split(separator: " ")) where good != bad {
        let forms = [good, bad].map { $0.lowercased().filter { $0.isLetter } }
        right[forms[0], default: 0] += 1
        right[forms[1], default: 0] -= 1
      }
    }
    #expect(right.values.reduce(0, +) == 0)
    // Each form by itself, as far as chance drew the same words for both.
    for (form, balance) in right { #expect(abs(balance) <= 40, "\(form): \(balance)") }
  }

  @Test("Fewer pairs begin with more; another seed tells others")
  func prefix() throws {
    #expect(try Array(pairs("tense", count: 90).prefix(30)) == pairs("tense", count: 30))
    #expect(try pairs("tense", count: 30) != pairs("tense", count: 30, seed: 3))
  }

  @Test("The tool writes a line of JSON for each, once")
  func tool() throws {
    let workspace = try Workspace()
    let first = try workspace.run("tell-stories", "--minimal-pairs", "pairs.jsonl", "--pairs", "20")
    #expect(first.exitCode == 0, "\(first.standardError)")
    let count = Phenomenon.all.count * 20
    #expect(first.text.hasPrefix("pairs.jsonl: \(count) pairs, "))
    let text = try workspace.read("pairs.jsonl")
    let lines = try String(decoding: text, as: UTF8.self).split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
    }
    #expect(lines.count == count && lines.allSatisfy { $0.keys.sorted() == ["bad", "good", "phenomenon"] })
    let again = try workspace.run("tell-stories", "--minimal-pairs", "pairs.jsonl", "--pairs", "20")
    #expect(again.standardError.contains("tell-stories: up to date"))
    let more = try workspace.run("tell-stories", "--minimal-pairs", "pairs.jsonl", "--seed", "4")
    #expect(more.exitCode == 0 && more.standardError.contains("seed changed"))
    try workspace.expect(
      "tell-stories", ["--minimal-pairs", "p", "--output", "c"], code: 64,
      "Give --output for a corpus or --minimal-pairs for pairs, not both.")
    let many = try workspace.run("tell-stories", "--minimal-pairs", "p", "--pairs", "10000")
    #expect(many.exitCode == 64 && many.lastErrorLine.contains("there are no more than"), "\(many.standardError)")
    #expect(!workspace.exists("p"))
  }
}
