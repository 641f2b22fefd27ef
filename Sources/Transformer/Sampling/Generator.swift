import Kernels
import Randomness

/// Continues a prompt, token by token, in one or several samples that are decoded as one batch.
///
/// Each sample draws from a random stream of its own, so adding samples does not change the draws of the others.
/// When the context is full, the model sees the last `contextLength` tokens only, as CS336 does it: every further
/// token then costs a pass over the whole window, because each position of the window has moved.
package final class Generator {
  /// Whether earlier tokens no longer fit the context and have been left out.
  package private(set) var windowHasMoved = false
  /// Whether every sample has reached its end.
  package var isFinished: Bool { !isOpen.contains(true) }
  /// Per sample, whether it has reached its end.
  package var hasEnded: [Bool] { isOpen.map(!) }

  private let session: any DecodingSession
  private let ends: Set<UInt32>
  private let promptLength: Int
  private var sampler: Sampler
  private var randoms: [RandomSource]
  /// Per sample: prompt and what came after it; closed samples go on with filler that nobody sees.
  private var histories: [[UInt32]]
  private var isOpen: [Bool]

  /// Begins the texts of an empty session with the same prompt of at least one token; what does not fit the context is
  /// left out at its front. what `ends` a sample is not part of it; with nothing a sample goes on for ever.
  ///
  /// - Parameters:
  ///   - session: the model, and as many sequences as there are texts
  ///   - operations: what weighs logits, on this machine's cores
  ///   - rule: how tokens are chosen
  ///   - prompt: what all texts begin with
  ///   - seed: of the random numbers; each text has a stream of its own
  ///   - ends: the tokens that end a text
  /// - Throws: ``SamplingError``
  package init(
    session: any DecodingSession, operations: any Operations, rule: SamplingRule, prompt: [UInt32], seed: UInt64,
    ends: Set<UInt32>
  ) throws {
    let (vocabulary, samples) = (session.configuration.vocabulary, session.batch)
    guard !prompt.isEmpty else { throw SamplingError.emptyPrompt }
    if let token = prompt.first(where: { Int($0) >= vocabulary }) {
      throw SamplingError.promptOutsideVocabulary(token: Int(token), vocabulary: vocabulary)
    }
    sampler = try Sampler(rule: rule, vocabulary: vocabulary, operations: operations)
    self.session = session
    self.ends = ends
    promptLength = prompt.count
    randoms = (0..<samples).map { RandomSource(seed: seed, stream: UInt64($0)) }
    histories = Array(repeating: prompt, count: samples)
    isOpen = Array(repeating: true, count: samples)
  }

  /// The same with a model on this machine's cores.
  ///
  /// If at most `newTokens` are asked for, the cache has room for them and the prompt alone, instead of for the whole
  /// context; the tokens are the same to the bit.
  package convenience init(
    model: InferenceModel, rule: SamplingRule, prompt: [UInt32], samples: Int, seed: UInt64, ends: Set<UInt32>,
    newTokens: Int? = nil
  ) throws {
    let capacity = newTokens.map { prompt.count.addingReportingOverflow($0) }.map {
      $0.overflow ? .max : $0.partialValue
    }
    try self.init(
      session: InferenceSession(model: model, batch: samples, capacity: capacity), operations: model.operations,
      rule: rule, prompt: prompt, seed: seed, ends: ends)
  }

  /// The next token of every sample; nil for samples that have ended (what ends them is not returned).
  ///
  /// - Throws: ``SamplingError/logitsNotFinite(token:)`` if the model computes nonsense.
  package func next() throws -> [UInt32?] {
    let vocabulary = sampler.vocabulary
    let logits = try advance()
    return try histories.indices.map { sample in
      guard isOpen[sample] else {
        histories[sample].append(histories[sample][0])
        return nil
      }
      let row = UnsafeBufferPointer(rebasing: logits[(sample * vocabulary)..<((sample + 1) * vocabulary)])
      let token = try sampler.next(logits: row, random: &randoms[sample])
      histories[sample].append(token)
      guard !ends.contains(token) else {
        isOpen[sample] = false
        return nil
      }
      return token
    }
  }

  /// Brings the cache up to date with the histories.
  private func advance() throws -> UnsafeBufferPointer<Float> {
    let length = histories[0].count
    if length > session.capacity {
      windowHasMoved = true
      session.reset()
      if length == promptLength { return try session.append(prompt: Array(histories[0].suffix(session.capacity))) }
      return try session.append(histories.flatMap { $0.suffix(session.capacity) })
    }
    // Before the first choice all samples are the same.
    if session.position == 0, length == promptLength { return try session.append(prompt: histories[0]) }
    return try session.append(histories.flatMap { $0[session.position...] })
  }
}
