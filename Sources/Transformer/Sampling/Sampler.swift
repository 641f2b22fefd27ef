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

  private let operations: any Operations
  private let banned: [Int]
  // Reused from call to call.
  private var candidates: [Candidate] = []
  private var allowed: [Float]  // logits, with −∞ for banned tokens
  private var weights: [Float]
  private var sums: [Double]  // of the weights of each block of tokens

  /// - Throws: ``SamplingError`` if a banned token is not in the vocabulary or none is left to choose.
  package init(rule: SamplingRule, vocabulary: Int, operations: any Operations) throws {
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
    sums = Array(repeating: 0, count: (vocabulary + Self.block - 1) / Self.block)
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
  ) throws -> UInt32 {
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
        return operations.samplingWeights(weights, logits: logits, count: allowed.count, temperature: temperature)
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
  private func likeliest(_ largest: Float) -> UInt32 {
    UInt32(allowed.firstIndex(of: largest) ?? 0)
  }

  /// Fills `candidates` in order of id.
  private mutating func collectCandidates() {
    candidates.removeAll(keepingCapacity: true)
    for token in 0..<vocabulary where allowed[token] > -.infinity {
      candidates.append(Candidate(token: UInt32(token), logit: allowed[token], weight: Double(weights[token])))
    }
  }

  /// The token at share `unit` (in [0, 1)) of the whole weight: first its block of tokens, then itself.
  private mutating func draw(unit: Double) -> UInt32 {
    weights.withUnsafeBufferPointer { weights in
      for block in sums.indices { sums[block] = Self.sum(weights[Self.tokens(ofBlock: block, of: vocabulary)]) }
    }
    let target = unit * sums.reduce(0, +)
    var before = 0.0
    for (block, sum) in sums.enumerated() {
      if before + sum > target {
        var cumulative = before
        for token in Self.tokens(ofBlock: block, of: vocabulary) where weights[token] > 0 {
          cumulative += Double(weights[token])
          if cumulative > target { return UInt32(token) }
        }
      }
      before += sum
    }
    return UInt32(weights.lastIndex { $0 > 0 } ?? 0)  // rounding left the target at the very end
  }

  private static let block = 256

  private static func tokens(ofBlock block: Int, of vocabulary: Int) -> Range<Int> {
    block * Self.block..<min(vocabulary, (block + 1) * Self.block)
  }

  /// The sum of some weights, in four chains that need not wait for each other.
  private static func sum(_ weights: Slice<UnsafeBufferPointer<Float>>) -> Double {
    let weights = UnsafeBufferPointer(rebasing: weights)
    var chains = SIMD4<Double>()
    let whole = weights.count / 4 * 4
    for i in stride(from: 0, to: whole, by: 4) {
      chains += SIMD4(Double(weights[i]), Double(weights[i + 1]), Double(weights[i + 2]), Double(weights[i + 3]))
    }
    return weights[whole...].reduce(chains.sum()) { $0 + Double($1) }
  }
}
