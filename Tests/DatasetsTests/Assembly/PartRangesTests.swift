import Testing

@testable import Datasets

@Suite struct PartRangesTests {
  @Test(arguments: [
    ("5", [5]), ("3-6", [3, 4, 5, 6]), ("4-20:8", [4, 12, 20]), ("4-19:8", [4, 12]), ("0-0", [0]), ("007", [7]),
  ])
  func wordsNameNumbers(_ word: String, _ numbers: [Int]) {
    #expect(PartRanges.numbers(word).map(Array.init) == numbers)
  }

  @Test(arguments: ["", "-", "-1", "1-", "3-2", "x", "1:2", "1-5:0", "1-5:", "1-5:x", "1 2", "9999999999", "1-2-3"])
  func otherWordsAreRefused(_ word: String) {
    #expect(PartRanges.numbers(word) == nil)
  }

  static let lists: [(numbers: [Int], words: [String])] = [
    ([], []), ([5], ["5"]), ([3, 4], ["3-4"]), ([3, 9], ["3", "9"]), (Array(0...9_999), ["0-9999"]),
    ([1, 2, 3, 7, 9], ["1-3", "7", "9"]),
    // Tasks 4 and 7 of 8.
    (Array(0..<1_000).filter { $0 % 8 == 4 || $0 % 8 == 7 }, ["4-996:8", "7-999:8"]),
  ]

  @Test(arguments: lists.indices)
  func numbersBecomeFewWords(_ index: Int) throws {
    let list = Self.lists[index]
    let words = try #require(PartRanges.words(list.numbers, limit: 20))
    #expect(words == list.words)
    #expect(words.flatMap { PartRanges.numbers($0).map(Array.init) ?? [] }.sorted() == list.numbers)
  }

  @Test func noNumberIsLostHoweverIrregular() throws {
    var state: UInt64 = 7
    let numbers = (0..<400).filter { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 62 == 0
    }
    let words = try #require(PartRanges.words(numbers, limit: 1_000))
    #expect(words.flatMap { PartRanges.numbers($0).map(Array.init) ?? [] }.sorted() == numbers)
    #expect(PartRanges.words(numbers, limit: 5) == nil)
  }
}
