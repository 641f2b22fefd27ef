import Testing

@testable import Manifest

struct RunReasonTests {
  @Test(arguments: [
    (RunReason.new, "new"), (.input("vocab"), "input:vocab"), (.config("lr"), "config:lr"),
    (.outputMissing, "output-missing"), (.outputModified, "output-modified"), (.forced, "forced"),
  ])
  func hasOneWord(reason: RunReason, code: String) {
    #expect(reason.code == code)
    #expect(RunReason(code: code) == reason)
  }

  @Test func refusesOtherWords() {
    #expect(RunReason(code: "because") == nil)
  }
}
