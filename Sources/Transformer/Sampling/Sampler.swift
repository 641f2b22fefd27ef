import Kernels
import Randomness

/// Chooses tokens from logits by a ``SamplingRule``.
///
/// One sampler serves any number of sequences; each sequence brings its own ``RandomSource``, so a sequence's
/// text depends on its seed alone and not on its neighbours in the batch.
package struct Sampler: Sendable {
  package let rule: SamplingRule
  /// Number of tokens of the model.
  package let vocabulary: Int

  private let operations: any DecodingOperations
  private let banned: [Int]
  // Reused from call to call.
  private var candidates: [Candidate] = []
  private var allowed: [Float]  // logits, with −∞ for banned tokens
  private var weights: [Float]

  /// - Throws: ``SamplingError`` if a banned token is not in the vocabulary or none is left to choose.
  package init(rule: SamplingRule, vocabulary: Int, operations: any DecodingOperations) throws {
    banned = rule.banned.sorted().map(Int.init)
    if let token = banned.first(where: { $0 >= vocabulary }) {
      throw SamplingError.bannedOutsideVocabulary(token: token, vocabulary: vocabulary)
    }
    guard banned.count < vocabulary else { throw SamplingError.everythingBanned(vocabulary: vocabulary) }
    self.rule = rule
    self.vocabulary = vocabulary
    self.operations = operations
    allowed = Array(repeating: 0, count: vocabulary)
    weights = Array(repeating: 0, count: vocabulary)
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
    guard logits.count == vocabulary else {
      throw SamplingError.logitCount(found: logits.count, expected: vocabulary)
    }
    let largest = try weigh(logits)
    if rule.temperature == 0 { return likeliest(largest) }
    let unit = random.unitInterval()
    guard rule.topK != nil || rule.topP < 1 else { return draw(unit: unit) }
    collectCandidates()
    if let topK = rule.topK { candidates.keepLikeliest(topK) }
    candidates.keepNucleus(rule.topP)
    return candidates.draw(unit: unit)
  }

  /// Fills `allowed` and `weights`.
  ///
  /// - Returns: the largest logit of an allowed token.
  private mutating func weigh(_ logits: UnsafeBufferPointer<Float>) throws -> Float {
    let (operations, banned) = (operations, banned)
    let temperature = rule.temperature > 0 ? rule.temperature : 1
    let largest = allowed.withUnsafeMutableBufferPointer { allowed in
      _ = allowed.update(fromContentsOf: logits)
      for token in banned { allowed[token] = -.infinity }
      return weights.withUnsafeMutableBufferPointer { weights in
        guard let logits = allowed.baseAddress, let weights = weights.baseAddress else { return Float.nan }
        return operations.choiceWeights(weights, logits: logits, count: allowed.count, temperature: temperature)
      }
    }
    guard largest.isFinite else { throw SamplingError.logitsNotFinite(token: firstNonsense()) }
    return largest
  }

  /// A token to blame: the first whose logit is NaN or +∞, or else, where all are −∞, the first allowed one.
  private func firstNonsense() -> Int {
    allowed.firstIndex { $0.isNaN || $0 == .infinity }
      ?? (0..<vocabulary).first { !banned.contains($0) } ?? 0
  }

  /// The allowed token with the largest logit; of equal ones the smallest id.
  private func likeliest(_ largest: Float) -> UInt16 {
    UInt16(allowed.firstIndex(of: largest) ?? 0)
  }

  /// Fills `candidates` in order of id.
  private mutating func collectCandidates() {
    candidates.removeAll(keepingCapacity: true)
    for token in 0..<vocabulary where allowed[token] > -.infinity {
      candidates.append(Candidate(token: UInt16(token), logit: allowed[token], weight: Double(weights[token])))
    }
  }

  /// The token at share `unit` (in [0, 1)) of the whole weight.
  private func draw(unit: Double) -> UInt16 {
    let target = unit * weights.reduce(0) { $0 + Double($1) }
    var cumulative = 0.0
    var last = 0
    for token in 0..<vocabulary where weights[token] > 0 {
      cumulative += Double(weights[token])
      if cumulative > target { return UInt16(token) }
      last = token
    }
    return UInt16(last)  // rounding left the target at the very end
  }
}
