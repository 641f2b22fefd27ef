#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
import Randomness

/// Chooses tokens from logits by a ``SamplingRule``.
///
/// One sampler serves any number of sequences; each sequence brings its own ``RandomSource``, so a sequence's
/// text depends on its seed alone and not on its neighbours in the batch.
package struct Sampler: Sendable {
  package let rule: SamplingRule
  /// Number of tokens of the model.
  package let vocabulary: Int

  /// Whether token i may be chosen.
  private let allowed: [Bool]
  /// Reused from call to call.
  private var candidates: [Candidate] = []

  /// - Throws: ``SamplingError`` if a banned token is not in the vocabulary or none is left to choose.
  package init(rule: SamplingRule, vocabulary: Int) throws {
    var allowed = [Bool](repeating: true, count: vocabulary)
    for token in rule.banned.sorted() {
      guard Int(token) < vocabulary else {
        throw SamplingError.bannedOutsideVocabulary(token: Int(token), vocabulary: vocabulary)
      }
      allowed[Int(token)] = false
    }
    guard rule.banned.count < vocabulary else { throw SamplingError.everythingBanned(vocabulary: vocabulary) }
    self.rule = rule
    self.vocabulary = vocabulary
    self.allowed = allowed
  }

  /// Chooses the next token for one sequence.
  ///
  /// Greedy choice takes no random number; every other choice takes exactly one.
  ///
  /// - Parameters:
  ///   - logits: (V), the model's output for the last position; −∞ is allowed and means "never"
  ///   - random: the sequence's own source
  /// - Returns: the token's id
  /// - Throws: ``SamplingError/logitsNotFinite(token:)`` for NaN, +∞, or −∞ everywhere.
  /// - Complexity: O(V), plus the sort of the nucleus.
  package mutating func next(
    logits: UnsafeBufferPointer<Float>, random: inout RandomSource
  ) throws -> UInt16 {
    let likeliest = try likeliestToken(logits)
    guard rule.temperature > 0 else { return likeliest }
    collectCandidates(logits, largest: logits[Int(likeliest)])
    if let topK = rule.topK { candidates.keepLikeliest(topK) }
    candidates.keepNucleus(rule.topP)
    return draw(unit: random.unitInterval())
  }

  /// The allowed token with the largest logit; of equal ones the smallest id.
  private func likeliestToken(_ logits: UnsafeBufferPointer<Float>) throws -> UInt16 {
    guard logits.count == vocabulary else {
      throw SamplingError.logitCount(found: logits.count, expected: vocabulary)
    }
    var best = -1
    for token in 0..<vocabulary where allowed[token] {
      guard !logits[token].isNaN, logits[token] != .infinity else {
        throw SamplingError.logitsNotFinite(token: token)
      }
      if best < 0 || logits[token] > logits[best] { best = token }
    }
    guard logits[best] > -.infinity else { throw SamplingError.logitsNotFinite(token: best) }
    return UInt16(best)
  }

  /// Fills `candidates` in order of id. The largest logit is subtracted first, so nothing overflows.
  private mutating func collectCandidates(_ logits: UnsafeBufferPointer<Float>, largest: Float) {
    candidates.removeAll(keepingCapacity: true)
    for token in 0..<vocabulary where allowed[token] {
      let logit = logits[token]
      let weight = exp((Double(logit) - Double(largest)) / rule.temperature)
      candidates.append(Candidate(token: UInt16(token), logit: logit, weight: weight))
    }
  }

  /// The candidate at share `unit` (in [0, 1)) of the remaining weight.
  private func draw(unit: Double) -> UInt16 {
    let target = unit * candidates.reduce(0) { $0 + $1.weight }
    var cumulative = 0.0
    var last = candidates[0]
    for candidate in candidates where candidate.weight > 0 {
      cumulative += candidate.weight
      if cumulative > target { return candidate.token }
      last = candidate
    }
    return last.token  // rounding left the target at the very end
  }
}
