import Testing

@testable import Sharding

@Suite struct SplitPlanTests {
  func plan(_ documents: Int, _ validation: SplitPlan.Validation, shuffled: Bool = false, seed: UInt64 = 1) throws
    -> SplitPlan
  {
    try SplitPlan(documents: documents, validation: validation, shuffled: shuffled, seed: seed)
  }

  @Test(arguments: [
    (SplitPlan.Validation.none, 0), (.documents(0), 0), (.documents(7), 7), (.fraction(0), 0), (.fraction(0.01), 10),
    (.fraction(0.0001), 1), (.fraction(0.5), 500), (.documents(999), 999),
  ])
  func theNumberIsExact(_ validation: SplitPlan.Validation, _ expected: Int) throws {
    let plan = try plan(1_000, validation)
    #expect(plan.validationDocuments == expected)
    #expect((0..<1_000).count(where: plan.isForValidation) == expected)
  }

  @Test func orderIsKeptOrRandom() throws {
    let kept = try plan(100, .documents(10))
    #expect((0..<100).map(kept.document) == Array(0..<100))
    let shuffled = try plan(100, .documents(10), shuffled: true)
    let order = (0..<100).map(shuffled.document)
    #expect(order != Array(0..<100))
    #expect(order.sorted() == Array(0..<100))
    // Shuffling does not change who is chosen.
    #expect((0..<100).filter(kept.isForValidation) == (0..<100).filter(shuffled.isForValidation))
  }

  @Test func theSeedChooses() throws {
    let chosen = { (seed: UInt64) in
      let plan = try self.plan(1_000, .documents(100), seed: seed)
      return (0..<1_000).filter(plan.isForValidation)
    }
    #expect(try chosen(1) == chosen(1))
    #expect(try chosen(1) != chosen(2))
  }

  @Test(arguments: [
    (
      10, SplitPlan.Validation.documents(10),
      "10 of 10 documents for validation leave none for training (expected fewer); lower validationDocuments or validationFraction, or hold back the end of the text with validationTail"
    ),
    (
      1, .fraction(0.1),
      "1 of 1 document for validation leaves none for training (expected fewer); lower validationDocuments or validationFraction, or hold back the end of the text with validationTail"
    ),
    (10, .fraction(1), "a validation fraction of 1.0 (expected 0 or more and less than 1)"),
    (10, .fraction(-0.5), "a validation fraction of -0.5 (expected 0 or more and less than 1)"),
    (10, .fraction(.nan), "a validation fraction of nan (expected 0 or more and less than 1)"),
  ])
  func whatCannotBeIsRefused(_ documents: Int, _ validation: SplitPlan.Validation, _ text: String) {
    do {
      _ = try plan(documents, validation)
      Issue.record("accepted")
    } catch { #expect("\(error)" == text) }
  }
}
