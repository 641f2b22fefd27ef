import Testing

@testable import Collectives

@Suite("Recursive halving")
struct HalvingScheduleTests {
  @Test("divides a range: every element has one owner", arguments: [1, 2, 4, 8, 64], [0, 1, 15, 16, 17, 100, 5000])
  func owners(size: Int, count: Int) {
    let owned = (0..<size).map { HalvingSchedule(7..<7 + count, rank: $0, size: size).owned }
    #expect(owned.flatMap { Array($0) }.sorted() == Array(7..<7 + count))
  }

  @Test("partners agree: what one keeps the other gives, and both have summed the same elements")
  func partners() {
    let schedules = (0..<16).map { HalvingSchedule(0..<1001, rank: $0, size: 16) }
    for (rank, schedule) in schedules.enumerated() {
      for (number, step) in schedule.steps.enumerated() {
        let other = schedules[step.partner].steps[number]
        #expect(other.partner == rank && step.partner == rank ^ (1 << number))
        #expect(other.keep == step.give && other.give == step.keep)
      }
    }
  }

  @Test("halves are about equal")
  func halves() {
    for rank in 0..<8 {
      let owned = HalvingSchedule(0..<8_000, rank: rank, size: 8).owned.count
      #expect(abs(owned - 1000) <= 3 * HalvingSchedule.grain)
    }
  }
}
