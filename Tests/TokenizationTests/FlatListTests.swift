import Testing

@testable import Tokenization

@Suite("Flat lists")
struct FlatListTests {
  @Test("tokens stay as they were added, however the list grows")
  func growing() {
    var list = FlatList<UInt16>()
    var expected: [UInt16] = []
    for length in [0, 1, 7, 1_000, 0, 65_536, 3] {
      let more = (0..<length).map { UInt16(truncatingIfNeeded: $0 &* 40_503 &+ length) }
      more.withUnsafeBufferPointer { list.append(contentsOf: $0) }
      expected += more
      let (count, all) = (list.count, Array(list.all))
      #expect(count == expected.count)
      #expect(all == expected)
    }
  }

  @Test("an emptied list is as good as a new one, be it small or too large to be kept")
  func emptying() {
    var list = FlatList<UInt16>()
    for length in [5, 3 << 20, 5] {
      list.reserve(length / 3)
      let tokens = (0..<length).map { UInt16(truncatingIfNeeded: $0) }
      tokens.withUnsafeBufferPointer { list.append(contentsOf: $0) }
      let all = Array(list.all)
      #expect(all == tokens)
      list.removeAll(keeping: 1 << 20)
      let (count, isEmpty) = (list.count, list.all.isEmpty)
      #expect(count == 0)
      #expect(isEmpty)
    }
  }
}
