import Testing

@testable import CommandSupport

@Suite("Nearest names")
struct NearestNamesTests {
  @Test("slips are letters that are missing, superfluous, wrong or swapped")
  func slips() {
    #expect(NearestNames.slips("input", "input") == 0)
    #expect(NearestNames.slips("inpt", "input") == 1)
    #expect(NearestNames.slips("inputt", "input") == 1)
    #expect(NearestNames.slips("imput", "input") == 1)
    #expect(NearestNames.slips("inptu", "input") == 1)
    #expect(NearestNames.slips("", "input") == 5)
    #expect(NearestNames.slips("kitten", "sitting") == 3)
  }

  @Test("only what is near is named")
  func near() {
    let names = ["input", "output", "top-k", "top-p", "tokenizer", "lr"]
    #expect(NearestNames.to("inptu", among: names) == ["input"])
    #expect(NearestNames.to("top", among: names) == ["top-k", "top-p"])
    #expect(NearestNames.to("tokenizer-path", among: names) == ["tokenizer"])
    #expect(NearestNames.to("inputs", among: names) == ["input"])
    #expect(NearestNames.to("xyzzy", among: names) == [])
    #expect(NearestNames.to("q", among: names) == [])
    #expect(NearestNames.to("x", among: []) == [])
  }

  @Test("a word of the table means the first flag that the command has")
  func familiar() {
    #expect(FamiliarNames.flag("o", among: ["input", "output"]) == "output")
    #expect(FamiliarNames.flag("o", among: ["input", "hf", "output"]) == "hf")
    #expect(FamiliarNames.flag("o", among: ["input"]) == nil)
    #expect(FamiliarNames.flag("learning-rate", among: ["lr"]) == "lr")
    #expect(FamiliarNames.command("blame", of: "manifest") == "manifest why")
  }

  @Test("whole numbers in other spellings are understood")
  func wholeNumbers() {
    #expect(InvalidValue.wholeNumber("10k") == 10_000)
    #expect(InvalidValue.wholeNumber("1e3") == 1000)
    #expect(InvalidValue.wholeNumber("1,000") == 1000)
    #expect(InvalidValue.wholeNumber("1_000") == 1000)
    #expect(InvalidValue.wholeNumber("5.0") == 5)
    #expect(InvalidValue.wholeNumber("0.5") == nil)
    #expect(InvalidValue.wholeNumber("1e99") == nil)
    #expect(InvalidValue.wholeNumber("") == nil)
    #expect(InvalidValue.wholeNumber("nan") == nil)
  }
}
