import Parallel
import Randomness
import Reference
import Testing

@testable import Tokenization

@Suite struct MergeLoopTests {
  private func counter(_ text: [UInt8]) -> PretokenCounter {
    let counter = PretokenCounter(.gpt2, specialTokens: SpecialTokenMatcher([]))
    text.withUnsafeBytes { counter.append($0) }
    counter.finish()
    return counter
  }

  /// The merges as pairs of byte strings.
  private func merges(
    _ counter: PretokenCounter, limit: Int, threads: Int = 1, cutoff: Int? = nil, longestList: Int? = nil,
    longestSymbol: Int = BPETrainer.longestToken
  ) throws -> [[[UInt8]]] {
    func merges<Cell: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(_: Cell.Type) throws -> [[[UInt8]]] {
      var loop = MergeLoop(
        try WordCells<Cell>(counter), limit: limit, cutoff: cutoff,
        longestList: longestList, longestSymbol: longestSymbol)
      loop.collectBytes(ThreadTeam(threads: threads))
      loop.run(limit: limit) { _ in }
      var pairs: [[[UInt8]]] = []
      for merge in loop.merges { pairs.append([loop.symbolBytes[merge.left], loop.symbolBytes[merge.right]]) }
      return pairs
    }
    let narrow = try merges(UInt16.self)
    #expect(try merges(UInt32.self) == narrow)
    return narrow
  }

  /// Pairs rarer than the cutoff are forgotten, and counted anew when the cutoff proves too high.
  @Test(arguments: [1, 2, 7, 40, 300, Int.max])
  func theCutoffDoesNotMatter(cutoff: Int) throws {
    for seed in 0..<4 {
      var random = RandomSource(seed: UInt64(seed), stream: 70)
      let texts = [
        RandomText.fewLetters(3000, "aab ", &random), RandomText.fewLetters(3000, "abcdefghij   \n", &random),
        RandomText.pieces(400, &random), Array(String(repeating: "a", count: 77).utf8),
      ]
      for text in texts {
        let slow = BPETrainerReference.train(text, vocabularySize: 256 + 60, specialTokens: [])
        #expect(try merges(counter(text), limit: 60, cutoff: cutoff) == slow.merges)
      }
    }
  }

  /// Pairs with more places than a list may have are looked for in all cells when their turn comes.
  @Test(arguments: [0, 1, 3, 20, 200])
  func theLongestListDoesNotMatter(longestList: Int) throws {
    for seed in 0..<4 {
      var random = RandomSource(seed: UInt64(seed), stream: 72)
      let texts = [
        RandomText.fewLetters(3000, "aab ", &random), RandomText.fewLetters(2000, "aab", &random),
        RandomText.pieces(400, &random), Array(String(repeating: "a", count: 1001).utf8),
      ]
      for text in texts {
        let slow = BPETrainerReference.train(text, vocabularySize: 256 + 60, specialTokens: [])
        for cutoff in [nil, 7] {
          let fast = try merges(counter(text), limit: 60, threads: 2, cutoff: cutoff, longestList: longestList)
          #expect(fast == slow.merges)
        }
      }
    }
  }

  /// Merges whose symbol would be longer than allowed are passed over; all others are found.
  @Test func symbolsHaveALongestLength() throws {
    let text = Array((String(repeating: "a", count: 77) + " abcabcabc").utf8)
    let all = try merges(counter(text), limit: 60)
    let short = try merges(counter(text), limit: 60, longestSymbol: 8)
    #expect(all.contains { $0[0].count + $0[1].count > 8 })
    #expect(short.allSatisfy { $0[0].count + $0[1].count <= 8 } && short.count > 5)
    #expect(short.first == all.first)
  }

  @Test(arguments: [2, 3, 8])
  func threadsDoNotMatter(threads: Int) throws {
    var random = RandomSource(seed: 3, stream: 71)
    let counter = counter(RandomText.pieces(5000, &random))
    #expect(try merges(counter, limit: 500, threads: threads) == merges(counter, limit: 500))
  }

  @Test func moreThreadsThanWords() throws {
    let counter = counter(Array("ab abab".utf8))
    #expect(try merges(counter, limit: 9, threads: 16) == merges(counter, limit: 9))
  }

  /// Merges until nothing is left, with a cutoff that only the first merges reach.
  @Test func everythingIsMergedInTheEnd() throws {
    let text = Array((String(repeating: " the", count: 50) + " rare word").utf8)
    let slow = BPETrainerReference.train(text, vocabularySize: 1000, specialTokens: [])
    #expect(try merges(counter(text), limit: 700, cutoff: 20) == slow.merges)
  }

  /// 32 bits hold no such counts: the words are put down several times, and the sums are right.
  @Test func countsBeyond32Bits() throws {
    let counter = PretokenCounter(.gpt2, specialTokens: SpecialTokenMatcher([]))
    func add(_ word: String, _ count: UInt64) {
      Array(word.utf8).withUnsafeBufferPointer { counter.add($0, count: count) }
    }
    add("xy", 3 << 32)
    add("abc", (3 << 32) + 1)
    add("a word of more than sixteen bytes", 1)
    let cells = try WordCells<UInt16>(counter)
    #expect(cells.pairs == (3 << 32) * 3 + 2 + 32)
    #expect(cells.count == 1 + 4 * 3 + 4 * 4 + 34)
    let learnt = try merges(counter, limit: 3)
    #expect(learnt == [["b", "c"], ["a", "bc"], ["x", "y"]].map { $0.map { Array($0.utf8) } })
  }
}
