import Randomness
import Reference
import Testing

@testable import Tokenization

@Suite struct PretokenCounterTests {
  private func counts(_ counter: PretokenCounter) -> [[UInt8]: UInt64] {
    var counts: [[UInt8]: UInt64] = [:]
    counter.forEach { counts[Array($0), default: 0] += $1 }
    return counts
  }

  private func counter(_ texts: [[UInt8]]) -> PretokenCounter {
    let counter = PretokenCounter(.gpt2, specialTokens: SpecialTokenMatcher([Fixtures.endOfText]))
    for text in texts {
      text.withUnsafeBytes { counter.append($0) }
      counter.finish()
    }
    return counter
  }

  @Test func countsWordsOfAllLengths() {
    var random = RandomSource(seed: 51, stream: 0)
    let words = (0..<3000).map { _ in RandomText.fewLetters(Int(random.below(40)) + 1, "ab", &random) }
    let text = Array((words + words).joined(separator: [0x20]))
    var expected: [[UInt8]: UInt64] = [:]
    for word in PretokenReference.pretokens(of: text) { expected[word, default: 0] += 1 }
    let counter = counter([text])
    #expect(counts(counter) == expected)
    #expect(counter.distinct == expected.count)
    #expect(counter.pretokens == 6000)
  }

  @Test func countersAddUp() {
    var random = RandomSource(seed: 52, stream: 0)
    let (a, b) = (RandomText.pieces(2000, &random), RandomText.pieces(2000, &random))
    let sum = counter([a])
    sum.add(counter([b]))
    #expect(counts(sum) == counts(counter([a, b])))
    #expect(sum.bytes == a.count + b.count)
  }
}
