import Parallel

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

  /// The longest token that is learnt, in bytes: longer pairs are passed over.
  package static let longestToken = 1 << 16

  package let vocabularySize: Int
  package let specialTokens: [[UInt8]]
  /// How the text is cut into pretokens.
  package let pattern: SplitPattern

  /// - Throws: `vocabularySize`, `emptySpecialToken`, `singleByteSpecialToken` or `duplicateSpecialToken`.
  package init(
    vocabularySize: Int, specialTokens: [[UInt8]], pattern: SplitPattern = .gpt2
  ) throws(TokenizationError) {
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
    self.pattern = pattern
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
    let counting = { (report: inout TrainingReport) in
      try self.count(parts: parts, team: team, read: read, report: &report)
    }
    return WordCells<UInt16>.holds(merges: mergeLimit)
      ? try train(cells: UInt16.self, team: team, counting: counting, progress: progress)
      : try train(cells: UInt32.self, team: team, counting: counting, progress: progress)
  }

  /// Trains on what `counting` counts, with cells of the given width.
  private func train<Cell: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    cells _: Cell.Type, team: ThreadTeam, counting: (inout TrainingReport) throws -> PretokenCounter,
    progress: (_ merges: Int) -> Void
  ) throws -> TrainingResult {
    let clock = ContinuousClock()
    let start = clock.now
    var report = TrainingReport()
    // The tables of the counting are gone when the words are there.
    let words = try WordCells<Cell>(counting(&report))
    let counted = clock.now
    var loop = MergeLoop(words, limit: mergeLimit)
    loop.collectBytes(team)
    loop.run(limit: mergeLimit, progress: progress)
    let vocabulary = try vocabulary(loop.symbolBytes, loop.merges)
    report.merges = loop.merges.count
    report.mergesWanted = mergeLimit
    report.countSeconds = (counted - start).seconds
    report.mergeSeconds = (clock.now - counted).seconds
    return TrainingResult(vocabulary: vocabulary, report: report)
  }

  /// Trains on a text in memory, on the calling thread.
  package func train(_ text: [UInt8]) throws -> TrainingResult {
    try train(parts: 1, team: ThreadTeam(threads: 1), read: { _, consume in try text.withUnsafeBytes(consume) })
  }

  /// Counts the pretokens of all parts: as many counters as threads, added up at the end.
  private func count(
    parts: Int, team: ThreadTeam, read: PartReader, report: inout TrainingReport
  ) throws -> PretokenCounter {
    let matcher = SpecialTokenMatcher(specialTokens)
    let pool = CounterPool { [pattern] in PretokenCounter(pattern, specialTokens: matcher) }
    _ = try team.map(tasks: parts) { part in
      let counter = pool.take()
      defer { pool.giveBack(counter) }
      counter.discard()
      try read(part) { counter.append($0) }
      counter.finish()
    }
    let counter = pool.sum()
    guard counter.distinct > 0 else { throw TokenizationError.nothingToTrainOn }
    report.bytes = counter.bytes
    report.pretokens = counter.pretokens
    report.distinctPretokens = counter.distinct
    return counter
  }

  private func vocabulary(
    _ symbolBytes: borrowing SymbolBytes, _ merges: [(left: Symbol, right: Symbol)]
  ) throws(TokenizationError) -> Vocabulary {
    var tokens: [[UInt8]] = []
    for symbol in 0..<symbolBytes.count { tokens.append(symbolBytes[Symbol(symbol)]) }
    return try Vocabulary(
      tokens: specialTokens + tokens,
      merges: merges.map { Merge(left: tokens[Int($0.left)], right: tokens[Int($0.right)]) },
      specialTokens: specialTokens, pattern: pattern)
  }
}
