import Parallel
import Synchronization

/// Learns a byte-level BPE vocabulary from text.
///
/// The text is cut at special tokens and into pretokens; then the most frequent pair of neighbouring tokens
/// within pretokens is merged, again and again, ties going to the lexicographically greater pair of byte
/// strings, until the vocabulary is full or no pair is left. Ids: special tokens, the 256 bytes, the merges.
///
/// The result depends on neither the number of threads nor the parts. Memory grows with the number of distinct
/// pretokens, not with the text.
package struct BPETrainer: Sendable {
  /// Hands the bytes of one part of the text, in order, to `consume`. Called by several threads at once.
  package typealias PartReader =
    @Sendable (_ part: Int, _ consume: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

  package let vocabularySize: Int
  package let specialTokens: [[UInt8]]

  /// - Throws: `vocabularySize`, `emptySpecialToken`, `singleByteSpecialToken` or `duplicateSpecialToken`.
  package init(vocabularySize: Int, specialTokens: [[UInt8]]) throws(TokenizationError) {
    for (index, token) in specialTokens.enumerated() {
      guard !token.isEmpty else { throw .emptySpecialToken }
      guard token.count > 1 else { throw .singleByteSpecialToken(token) }
      guard !specialTokens[..<index].contains(token) else { throw .duplicateSpecialToken(token) }
    }
    guard 256 + specialTokens.count...Vocabulary.largestSize ~= vocabularySize else {
      throw .vocabularySize(vocabularySize, specialTokens: specialTokens.count)
    }
    self.vocabularySize = vocabularySize
    self.specialTokens = specialTokens
  }

  /// The merges that fill the vocabulary.
  package var mergeLimit: Int { vocabularySize - 256 - specialTokens.count }

  /// Trains on a text in parts that were cut at safe places (see `CutPoints`).
  ///
  /// `progress` is told how many merges are done, after each.
  ///
  /// - Throws: `nothingToTrainOn`, `tooManyDistinctBytes`, or what `read` throws.
  package func train(
    parts: Int, team: ThreadTeam, read: PartReader, progress: (_ merges: Int) -> Void = { _ in }
  ) throws -> TrainingResult {
    let clock = ContinuousClock()
    let start = clock.now
    let words = try count(parts: parts, team: team, read: read)
    guard words.distinct > 0 else { throw TokenizationError.nothingToTrainOn }
    let counted = clock.now
    var loop = MergeLoop(try WordCells(words))
    loop.run(limit: mergeLimit, progress: progress)
    let vocabulary = try vocabulary(from: loop)
    return TrainingResult(
      vocabulary: vocabulary,
      report: TrainingReport(
        bytes: words.bytes, pretokens: words.pretokens, distinctPretokens: words.distinct,
        merges: loop.merges.count, mergesWanted: mergeLimit,
        countSeconds: (counted - start).seconds, mergeSeconds: (clock.now - counted).seconds))
  }

  /// Trains on a text in memory, on the calling thread.
  package func train(_ text: [UInt8]) throws -> TrainingResult {
    try train(parts: 1, team: ThreadTeam(threads: 1), read: { _, consume in try text.withUnsafeBytes(consume) })
  }

  /// Counts the pretokens of all parts: as many counters as threads, added up at the end.
  private func count(parts: Int, team: ThreadTeam, read: PartReader) throws -> PretokenCounter {
    let matcher = SpecialTokenMatcher(specialTokens)
    let pool = CounterPool { PretokenCounter(specialTokens: matcher) }
    _ = try team.map(tasks: parts) { part in
      let counter = pool.take()
      defer { pool.giveBack(counter) }
      counter.discard()
      try read(part) { counter.append($0) }
      counter.finish()
    }
    return pool.sum()
  }

  private func vocabulary(from loop: MergeLoop) throws(TokenizationError) -> Vocabulary {
    let tokens = (0..<loop.spellings.count).map { Array(loop.spellings[Symbol($0)]) }
    let merges = loop.merges.map { Merge(left: tokens[Int($0.left)], right: tokens[Int($0.right)]) }
    return try Vocabulary(tokens: specialTokens + tokens, merges: merges, specialTokens: specialTokens)
  }
}

extension Duration {
  fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
