import Testing

@testable import Training

/// Windows that begin at documents.
@Suite struct DocumentStartsTests {
  private static let positions = 16

  private func starts(_ data: SomeDocuments, draws: Int = 40_000) throws -> [Int] {
    let starts = try DocumentStarts(of: data, positions: Self.positions)
    var sampler = WindowSampler(seed: 3)
    return (0..<draws).map { _ in sampler.nextStart(in: starts) }
  }

  @Test("every window follows a separator and lies within the data, and every document that can be drawn is")
  func windowsFollowSeparators() throws {
    let data = SomeDocuments(lengths: [5, 1, 40, 2, 16, 17, 9, 3], unfinished: 12)
    let drawn = Set(try starts(data))
    for start in drawn {
      #expect(data.starts.contains(start))
      #expect(start == 0 || data.tokens.tokens[start - 1] == 0)
      #expect(start + Self.positions + 1 <= data.tokenCount)
    }
    #expect(drawn == data.starts.filter { $0 + Self.positions < data.tokenCount })
  }

  /// The slow version: all tokens at the first T places, each as likely as the others.
  @Test("a document is drawn in proportion to its length, up to that of a window")
  func proportions() throws {
    let data = SomeDocuments(lengths: [5, 1, 40, 2, 16, 17, 9, 30, 30])
    let drawn = try starts(data)
    let reachable = zip([0] + data.ends, data.ends).filter { $0.0 + Self.positions < data.tokenCount }
      .map { (start: $0.0, tokens: min(Self.positions, $0.1 - $0.0)) }
    let all = reachable.map(\.tokens).reduce(0, +)
    #expect(try DocumentStarts(of: data, positions: Self.positions).reachable == all)
    for document in reachable {
      let (share, expected) = (drawn.filter { $0 == document.start }.count, document.tokens * drawn.count / all)
      // Five standard deviations of a binomial.
      #expect(abs(Double(share - expected)) < 5 * Double(expected).squareRoot() + 1, "at \(document.start)")
    }
  }

  @Test("a single document that is longer than a window is begun at its beginning")
  func oneDocument() throws {
    #expect(Set(try starts(SomeDocuments(lengths: [100]), draws: 50)) == [0])
    #expect(Set(try starts(SomeDocuments(lengths: [17]), draws: 50)) == [0])
  }

  @Test("the same seed draws the same windows")
  func deterministic() throws {
    let data = SomeDocuments(lengths: (1...50).map { $0 })
    #expect(try starts(data, draws: 200) == starts(data, draws: 200))
    #expect(Set(try starts(data, draws: 200)).count > 20)
  }

  private struct Ends: TokenSource, DocumentEnds {
    let ends: [Int]
    var tokenCount: Int { 100 }
    var documents: (any DocumentEnds)? { self }
    var documentCount: Int { ends.count }
    func documentEnd(_ index: Int) -> Int { ends[index] }
    func copyTokens(at position: Int, count: Int, into tokens: UnsafeMutablePointer<UInt32>) throws {}
  }

  @Test("what no window can begin at is refused")
  func refused() throws {
    let cases: [(any TokenSource, TrainingError)] = [
      (someTokens(100), .noDocuments), (Ends(ends: []), .noDocuments), (Ends(ends: [0, 0]), .noDocuments),
      (Ends(ends: [20, 10, 100]), .documentsOutOfOrder(document: 1)),
    ]
    for (data, error) in cases {
      #expect(throws: error) { try DocumentStarts(of: data, positions: Self.positions) }
    }
    #expect(
      "\(TrainingError.documentsOutOfOrder(document: 1))" == """
        training data: document 1 ends before it begins (expected ends in ascending order); make the data again
        """)
  }

  @Test("documents without a token are never drawn")
  func emptyDocuments() throws {
    let starts = try DocumentStarts(of: Ends(ends: [0, 0, 30, 30, 100]), positions: Self.positions)
    var sampler = WindowSampler(seed: 1)
    #expect(Set((0..<500).map { _ in sampler.nextStart(in: starts) }) == [0, 30])
  }
}
