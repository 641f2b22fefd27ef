import Randomness
import Testing

@testable import Tokenization

@Suite struct MinHeapTests {
  private func heap(_ numbers: [UInt64]) -> MinHeap {
    var list = FlatList<UInt64>()
    for number in numbers { list.append(number) }
    return MinHeap(list)
  }

  @Test func numbersComeInOrder() {
    var random = RandomSource(seed: 31, stream: 0)
    for count in Array(0..<40) + [1000, 4097] {
      // Few different numbers, so that many are equal, and many.
      for different: UInt64 in [1, 3, 1 << 62] {
        let numbers = (0..<count).map { _ in random.below(different) }
        var heap = heap(numbers)
        var found: [UInt64] = []
        while let number = heap.popMin() { found.append(number) }
        #expect(found == numbers.sorted())
      }
    }
  }

  @Test func insertingAndTakingInTurnGivesTheSmallest() {
    var random = RandomSource(seed: 32, stream: 0)
    var kept = (0..<50).map { _ in random.below(100) }
    var heap = heap(kept)
    for _ in 0..<3000 {
      if random.below(2) == 0 {
        let number = random.below(100)
        heap.insert(number)
        kept.append(number)
      } else {
        let smallest = kept.min()
        #expect(heap.popMin() == smallest)
        if let smallest, let place = kept.firstIndex(of: smallest) { kept.remove(at: place) }
      }
    }
  }

  @Test func theLargestNumberIsANumber() {
    var heap = heap([.max, 0, .max])
    #expect(heap.popMin() == 0)
    #expect(heap.popMin() == .max)
    #expect(heap.popMin() == .max)
    #expect(heap.popMin() == nil)
  }
}
