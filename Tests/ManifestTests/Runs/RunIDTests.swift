import Testing

@testable import Manifest

struct RunIDTests {
  @Test func hasTheFormOfVersion7() {
    let id = RunID.make(now: Sample.time(0))
    #expect(RunID.isValid(id))
    #expect(RunID.milliseconds(id) == 1_795_248_000_000)
    #expect(Array(id)[14] == "7")
    #expect("89ab".contains(Array(id)[19]))
  }

  @Test func sortsByTime() {
    let ids = (0..<50).map { RunID.make(now: Sample.time($0)) }
    #expect(ids == ids.sorted())
    #expect(Set(ids).count == 50)
  }

  @Test func followsTheLastOneWhenTheClockWentBack() {
    let last = RunID.make(now: Sample.time(86_400))
    let next = RunID.make(after: last, now: Sample.time(0))
    #expect(next > last)
  }

  @Test(arguments: ["", "0193abcd", "0193ABCD-0000-7000-8000-000000000001", "0193abcd-0000-7000-8000-00000000000g"])
  func refusesOtherForms(text: String) {
    #expect(!RunID.isValid(text))
  }
}
