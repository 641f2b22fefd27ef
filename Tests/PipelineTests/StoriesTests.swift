import Formats
import Randomness
import Testing

@testable import tell_stories

/// What the generated corpus promises: correct English marks, sense within a story, variety, the same bytes anywhere.
struct StoriesTests {
  private static let teller = Storyteller(seed: 2026)

  /// Several stories of one plot.
  private func tellings(of plot: Plot, count: UInt64 = 60) -> [Telling] {
    (0..<count).map { Self.teller.tell(plot, random: RandomSource(seed: 5, stream: $0)) }
  }

  private func text(_ telling: Telling) -> String { String(decoding: telling.text, as: UTF8.self) }

  private func megabyte() -> [String] {
    var documents: [String] = []
    _ = Self.teller.write(bytes: 1_000_000) { documents.append(String(decoding: $0, as: UTF8.self)) }
    return documents
  }

  @Test("The first stories of the committed seed are these bytes, on every machine")
  func sameBytes() {
    let bytes = (0..<200).flatMap { Self.teller.document($0) }
    #expect(Digest.of(bytes).hex == "40a8474f7d071c5c004f341b7c95778264e848fde5ef644a6138fe04fec274e5")
  }

  @Test("A longer corpus begins with the shorter one; another seed tells other stories")
  func prefix() {
    var short: [UInt8] = []
    var long: [UInt8] = []
    #expect(Self.teller.write(bytes: 20_000) { short += $0 } > 10)
    _ = Self.teller.write(bytes: 60_000) { long += $0 }
    #expect(short.count >= 20_000)
    #expect(long.starts(with: short))
    #expect(Storyteller(seed: 2027).document(0) != Self.teller.document(0))
  }

  @Test("Every slot of every plot is filled, whatever is drawn", arguments: Plot.all.map(\.name))
  func slotsAreFilled(name: String) throws {
    let plot = try #require(Plot.all.first { $0.name == name })
    var missing: Set<String> = []
    for telling in tellings(of: plot, count: 400) { missing.formUnion(telling.missing) }
    #expect(missing == [])
  }

  @Test("Marks: no notation left over, quotations closed, single spaces", arguments: Plot.all.map(\.name))
  func marks(name: String) throws {
    let plot = try #require(Plot.all.first { $0.name == name })
    for story in tellings(of: plot).map(text) {
      #expect(!story.contains { "{}[]|\\".contains($0) }, "\(story)")
      #expect(story.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
      #expect(story.count { $0 == "\"" } % 2 == 0, "\(story)")
      for wrong in ["  ", " .", " ,", "..", ",.", ".,", "!.", " \n", "\n ", " a a", "\"\""] {
        #expect(!story.contains(wrong), "\(wrong) in: \(story)")
      }
      #expect(story.last.map { ".!?\"".contains($0) } == true, "\(story)")
    }
  }

  @Test("Every sentence begins with a capital", arguments: Plot.all.map(\.name))
  func capitals(name: String) throws {
    let plot = try #require(Plot.all.first { $0.name == name })
    for telling in tellings(of: plot) {
      let bytes = telling.text
      for index in bytes.indices.dropLast(2) where bytes[index] == UInt8(ascii: ".") {
        let next = bytes[index + 1] == UInt8(ascii: "\"") ? index + 3 : index + 2
        guard next < bytes.count else { continue }
        let start = bytes[next] == UInt8(ascii: "\"") ? next + 1 : next
        #expect(!(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[start]), "\(text(telling))")
      }
    }
  }

  @Test("a stands before consonants and an before vowels")
  func articles() {
    for document in megabyte() {
      let words = document.split { !($0.isLetter || $0 == "-") }
      for (article, word) in zip(words, words.dropFirst()) where article.lowercased() == "a" {
        #expect(!"aeiou".contains(word.lowercased().prefix(1)) || word.hasPrefix("one"), "a \(word)")
      }
    }
  }

  @Test("Two characters of a story never share a name", arguments: [Role.Kind.child, .animal, .someone])
  func names(kind: Role.Kind) {
    let cast = [Role(name: "hero", kind: kind), Role(name: "friend", kind: kind), Role(name: "third", kind: kind)]
    let plot = Plot(name: "names", cast: cast, draws: [], beats: [Beat("{hero},{friend},{third}")])
    for telling in tellings(of: plot, count: 2_000) {
      #expect(Set(text(telling).split(separator: ",")).count == 3)
    }
  }

  @Test("Variety: no story twice, many words, most sentences of any megabyte new")
  func variety() {
    let documents = megabyte()
    #expect(Set(documents).count == documents.count)
    #expect(documents.count > 700)
    var words: Set<Substring> = []
    var runs: Set<[Substring]> = []
    var total = 0
    for document in documents {
      let list = document.split { $0 == " " || $0 == "\n" }
      words.formUnion(list)
      for start in list.indices.dropLast(7) { runs.insert(Array(list[start..<start + 8])) }
      total += max(0, list.count - 7)
    }
    #expect(words.count > 2_500)
    // Of all runs of eight words, at least two thirds are different ones.
    #expect(runs.count * 3 > total * 2, "\(runs.count) of \(total)")
  }

  @Test("Numbers in words, and sums that are right")
  func numbers() {
    #expect(
      [0, 7, 12, 20, 21, 42, 99, 100].map(Numbers.word) == [
        "zero", "seven", "twelve", "twenty", "twenty-one", "forty-two", "ninety-nine", "100",
      ])
    #expect(Things.sums.count == 44)
    for frame in Things.sums { #expect(frame.names == ["many", "few", "rest", "more", "double"]) }
  }
}
