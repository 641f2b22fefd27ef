import Platform
import Randomness
import Testing

@testable import Transformer

/// The rule written the obvious way: sort everything, cut, normalise.
private func bruteForceDistribution(_ logits: [Float], _ rule: SamplingRule) -> [Double] {
  let order = logits.indices.filter { !rule.banned.contains(UInt32($0)) }
    .sorted { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 }
  var kept = rule.topK.map { Array(order.prefix($0)) } ?? order
  let largest = Double(logits[kept[0]])
  func weight(_ token: Int) -> Double { exp((Double(logits[token]) - largest) / rule.temperature) }
  let total = kept.map(weight).reduce(0, +)
  var cumulative = 0.0
  var nucleus: [Int] = []
  for token in kept where cumulative < rule.topP * total {
    nucleus.append(token)
    cumulative += weight(token)
  }
  kept = nucleus
  let mass = kept.map(weight).reduce(0, +)
  var probabilities = [Double](repeating: 0, count: logits.count)
  for token in kept { probabilities[token] = weight(token) / mass }
  return probabilities
}

private func draw(_ count: Int, _ logits: [Float], _ rule: SamplingRule, seed: UInt64 = 1) throws -> [UInt32] {
  var sampler = try Sampler(rule: rule, vocabulary: logits.count, operations: makeOperations())
  var random = RandomSource(seed: seed, stream: 0)
  return try logits.withUnsafeBufferPointer { buffer in
    try (0..<count).map { _ in try sampler.next(logits: buffer, random: &random) }
  }
}

private func randomLogits(_ count: Int, _ random: inout RandomSource, ties: Bool) -> [Float] {
  (0..<count).map { _ in
    let value = Float(random.standardNormal() * 3)
    return ties ? value.rounded() : value
  }
}

@Suite struct SamplerTests {
  @Test func greedyTakesTheLargestAndOfEqualOnesTheFirst() throws {
    #expect(try draw(3, [0, 2, 5, 5, 1], SamplingRule(temperature: 0)) == [2, 2, 2])
    #expect(try draw(1, [0, 2, 5, 5, 1], SamplingRule(temperature: 0, banned: [2, 3])) == [1])
    #expect(try draw(1, [-.infinity, -3], SamplingRule(temperature: 0)) == [1])
  }

  @Test func greedyTakesNoRandomNumber() throws {
    var sampler = try Sampler(rule: SamplingRule(temperature: 0), vocabulary: 2, operations: makeOperations())
    var random = RandomSource(seed: 7, stream: 0)
    let before = random
    _ = try [Float(1), 2].withUnsafeBufferPointer { try sampler.next(logits: $0, random: &random) }
    #expect(random == before)
  }

  @Test func sameSeedGivesTheSameTokens() throws {
    let logits: [Float] = [0.1, 0.2, 0.3, 0.4, 0.5]
    let rule = try SamplingRule(temperature: 1.5, topK: 4, topP: 0.9)
    #expect(try draw(50, logits, rule, seed: 3) == draw(50, logits, rule, seed: 3))
    #expect(try draw(50, logits, rule, seed: 3) != draw(50, logits, rule, seed: 4))
  }

  @Test(arguments: [
    (0.5, Int?.none, 1.0), (1, nil, 1), (1, 5, 1), (1, nil, 0.9), (2, 7, 0.6), (0.8, 1, 1), (1, nil, 1e-9),
    (1, nil, 0.05), (3, 1000, 0.999),
  ])
  func matchesTheBruteForceDistribution(temperature: Double, topK: Int?, topP: Double) throws {
    var random = RandomSource(seed: 11, stream: 0)
    let draws = 4000
    for round in 0..<6 {
      let logits = randomLogits(round == 0 ? 1 : 3 + round * 9, &random, ties: round % 2 == 0)
      let banned: Set<UInt32> = round > 2 ? [0, 3] : []
      let rule = try SamplingRule(temperature: temperature, topK: topK, topP: topP, banned: banned)
      let expected = bruteForceDistribution(logits, rule)
      var counts = [Int](repeating: 0, count: logits.count)
      for token in try draw(draws, logits, rule, seed: UInt64(round)) { counts[Int(token)] += 1 }
      for token in logits.indices {
        if expected[token] == 0 { #expect(counts[token] == 0) }
        // Six standard deviations of a binomial: fixed seeds, so this either always holds or never.
        let deviation = (Double(draws) * expected[token] * (1 - expected[token])).squareRoot()
        #expect(abs(Double(counts[token]) - Double(draws) * expected[token]) <= 6 * deviation + 1e-9)
      }
    }
  }

  /// Equal weights are 1 each, so their sums are exact: the token is known from the random number alone.
  @Test(arguments: [1, 3, 255, 256, 257, 1000, 10_000], [0, 1, 300])
  func theTokenAtTheDrawnShareIsTaken(vocabulary: Int, banned: Int) throws {
    guard banned < vocabulary else { return }
    let rule = try SamplingRule(banned: Set((0..<banned).map(UInt32.init)))
    var random = RandomSource(seed: 5, stream: 0)
    let expected = (0..<500).map { _ in UInt32(banned + Int(random.unitInterval() * Double(vocabulary - banned))) }
    #expect(try draw(500, Array(repeating: 0.5, count: vocabulary), rule, seed: 5) == expected)
  }

  @Test func theNucleusIsTheSmallestSetThatReachesP() throws {
    // Probabilities 1/2, 1/4, 1/8, 1/8: exact in binary, so the borders are exact too.
    let logits = [Float(0), 1, 2, 1].map { -$0 * Float(log(2.0)) }
    let equalTies: [Float] = [logits[0], logits[1], logits[2], logits[2]]
    for (p, size) in [(0.3, 1), (0.49, 1), (0.6, 2), (0.74, 2), (0.8, 3), (0.9, 4), (1.0, 4)] {
      let seen = Set(try draw(2000, equalTies, SamplingRule(topP: p)))
      #expect(seen == Set((0..<size).map(UInt32.init)))
    }
  }

  @Test func uniformLogitsWithTinyPKeepExactlyOneToken() throws {
    let logits = [Float](repeating: 0.25, count: 100)
    #expect(Set(try draw(50, logits, SamplingRule(topP: 0.0001))) == [0])
    #expect(Set(try draw(2000, logits, SamplingRule(topK: 3))) == [0, 1, 2])
  }

  @Test func hugeLogitsAndTinyTemperaturesStayStable() throws {
    let logits: [Float] = [3e38, -3e38, 1e38, 3e38]
    #expect(Set(try draw(200, logits, SamplingRule(temperature: 1e-30))) == [0, 3])
    #expect(Set(try draw(200, logits, SamplingRule(temperature: 1e39))).count > 2)
  }

  @Test func impossibleTokensAreNeverDrawn() throws {
    let logits: [Float] = [-.infinity, 0, -.infinity, 0]
    #expect(Set(try draw(300, logits, SamplingRule(temperature: 5, topK: 4, topP: 0.99))) == [1, 3])
  }

  @Test func logitsThatAreNotNumbersAreRefused() throws {
    #expect(throws: SamplingError.logitsNotFinite(token: 1)) { try draw(1, [0, .nan, 1], SamplingRule()) }
    #expect(throws: SamplingError.logitsNotFinite(token: 2)) { try draw(1, [0, 1, .infinity], SamplingRule()) }
    #expect(throws: SamplingError.logitsNotFinite(token: 0)) {
      try draw(1, [-.infinity, -.infinity], SamplingRule(temperature: 0))
    }
    #expect(try draw(1, [0, .nan], SamplingRule(banned: [1])) == [0])
  }

  @Test func badRulesAreRefusedWithTheirFacts() {
    #expect(throws: SamplingError.temperature(-1)) { try SamplingRule(temperature: -1) }
    #expect(throws: SamplingError.temperature(.infinity)) { try SamplingRule(temperature: .infinity) }
    #expect(throws: SamplingError.topK(0)) { try SamplingRule(topK: 0) }
    #expect(throws: SamplingError.topP(0)) { try SamplingRule(topP: 0) }
    #expect(throws: SamplingError.topP(1.5)) { try SamplingRule(topP: 1.5) }
    #expect(throws: (any Error).self) { try SamplingRule(temperature: .nan) }
    #expect(throws: (any Error).self) { try SamplingRule(topP: .nan) }
    #expect(throws: SamplingError.everythingBanned(vocabulary: 2)) {
      try Sampler(rule: SamplingRule(banned: [0, 1]), vocabulary: 2, operations: makeOperations())
    }
    #expect(throws: SamplingError.bannedOutsideVocabulary(token: 9, vocabulary: 2)) {
      try Sampler(rule: SamplingRule(banned: [9]), vocabulary: 2, operations: makeOperations())
    }
    #expect(throws: SamplingError.logitCount(found: 3, expected: 2)) {
      var sampler = try Sampler(rule: SamplingRule(), vocabulary: 2, operations: makeOperations())
      var random = RandomSource(seed: 0, stream: 0)
      _ = try [Float](repeating: 0, count: 3).withUnsafeBufferPointer {
        try sampler.next(logits: $0, random: &random)
      }
    }
  }
}
