import Testing

@testable import Formats

@Suite struct TokenIndexTests {
  private let tokens = ["a", "b", "ab", "", "abab", ""].map { Array($0.utf8) }

  /// Behind the last token, in a gap, and both; few, and more than the slots have room for.
  @Test(arguments: [[6], [9, 7], [3], [5, 3], [5, 12], [3, 5, 6, 20], Array(6...500), [3] + Array(40...90)])
  func placedTokensAreFound(ids: [Int]) {
    var index = TokenIndex(tokens)
    index.place(ids.map { ($0, Array("new \($0)".utf8)) })
    var expected = tokens
    for id in ids.sorted() {
      while expected.count <= id { expected.append([]) }
      expected[id] = Array("new \(id)".utf8)
    }
    #expect(Array(index.tokens) == expected)
    #expect(index.firstDuplicate == nil)
    for (id, token) in expected.enumerated() where !token.isEmpty {
      #expect(index.id(token) == id)
    }
    #expect(index.id(Array("new 1".utf8)) == nil && index.id([UInt8]()) == nil)
  }

  @Test func theFirstTokenThatComesTwiceIsNoted() {
    let index = TokenIndex(["x", "y", "", "", "y", "x"].map { Array($0.utf8) })
    #expect(index.firstDuplicate == 4)
    #expect(index.id("y") == 1)
    var later = TokenIndex(["x"].map { Array($0.utf8) })
    later.append(Array("x".utf8))
    #expect(later.firstDuplicate == 1)
  }
}
