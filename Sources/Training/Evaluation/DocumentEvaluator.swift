import Transformer

/// Measures the documents of a text one by one, each as if nothing stood before it.
///
/// A document's tokens are predicted in windows of the context length that do not overlap, each token once. The first
/// token of the first window is predicted from the separator, which begins every document; the first of a later one from
/// the token before it. Without a separator, a document's first token is not predicted.
package struct DocumentEvaluator {
  private let scorer: LikelihoodScorer
  private let positions: Int
  private let vocabulary: Int
  private let separator: UInt32?

  /// Tokens that are read and scored at a time: a document may be the whole text.
  var blockTokens = 1 << 16
  /// Windows of them: a document may be empty.
  private static let blockWindows = 1 << 12

  /// An evaluator with the model's context length.
  ///
  /// - Parameters:
  ///   - model: what predicts
  ///   - separator: the token that ends documents, and so stands before each; nil if none does
  ///   - rows: tokens in a pass, where it matters
  /// - Throws: `ModelError` if this machine's memory is too small
  package init(model: LanguageModel, separator: UInt32?, rows: Int? = nil) throws {
    positions = model.configuration.contextLength
    vocabulary = model.configuration.vocabulary
    scorer = try LikelihoodScorer(model: model, longest: positions, rows: rows)
    self.separator = separator
  }

  /// Hands the loss of each document to `body`, in order.
  ///
  /// - Parameters:
  ///   - source: the text
  ///   - ends: where its documents end
  ///   - tokenBytes: bytes that each token stands for, 0 for special tokens
  ///   - progress: called after each pass with the tokens done; may throw to stop
  ///   - body: gets one document after another
  /// - Throws: ``TrainingError`` if a document ends before it begins or the table does not fit the vocabulary,
  ///   `ModelError` for a token outside the vocabulary, and what the source, `progress` or `body` throws
  package func evaluate(
    _ source: any TokenSource, ends: any DocumentEnds, tokenBytes: [Int],
    progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }, _ body: (DocumentLoss) throws -> Void
  ) throws {
    guard tokenBytes.count == vocabulary else {
      throw TrainingError.byteTableSize(found: tokenBytes.count, vocabulary: vocabulary)
    }
    var windows = DocumentWindows(ends: ends, positions: positions, hasSeparator: separator != nil)
    var document: DocumentLoss?
    while true {
      let block = try windows.next(tokens: blockTokens, most: Self.blockWindows)
      guard !block.isEmpty else { break }
      let sequences = try block.map { try scored($0, of: source) }
      let before = block[0].targets.lowerBound
      let scores = try scorer.scores(of: sequences) { done in
        // Passes take windows in an order of their own; what is told is their share.
        let tokens = (block.last?.targets.upperBound ?? before) - before
        try progress(before + tokens * done / sequences.count, source.tokenCount)
      }
      for (window, (sequence, score)) in zip(block, zip(sequences, scores)) {
        var loss = document ?? DocumentLoss(index: window.document)
        loss.add(score.losses, of: sequence.tokens.suffix(sequence.scored), tokenBytes: tokenBytes)
        document = window.isLast ? nil : loss
        if window.isLast { try body(loss) }
      }
    }
  }

  private func scored(_ window: DocumentWindow, of source: any TokenSource) throws -> ScoredTokens {
    let first = window.beginsDocument ? window.targets.lowerBound : window.targets.lowerBound - 1
    let count = window.targets.upperBound - first
    var tokens = window.beginsDocument ? separator.map { [$0] } ?? [] : []
    let start = tokens.count
    tokens += [UInt32](repeating: 0, count: count)
    try tokens.withUnsafeMutableBufferPointer { tokens in
      guard let base = tokens.baseAddress, count > 0 else { return }
      try source.copyTokens(at: first, count: count, into: base + start)
    }
    // An empty document without a separator before it: one token that nobody asks about.
    return tokens.isEmpty ? ScoredTokens([0], scored: 0) : ScoredTokens(tokens, scored: tokens.count - 1)
  }
}

/// Some tokens of a document that are predicted together.
struct DocumentWindow: Equatable {
  let document: Int
  /// Their places in the text. The first one's predecessor is the separator for a window that begins a document.
  let targets: Range<Int>
  let beginsDocument: Bool
  /// Whether the document ends with it.
  let isLast: Bool
}

/// The windows of all documents, in order.
struct DocumentWindows {
  private let ends: any DocumentEnds
  private let positions: Int
  private let hasSeparator: Bool
  private var document = 0
  private var place = 0

  init(ends: any DocumentEnds, positions: Int, hasSeparator: Bool) {
    (self.ends, self.positions, self.hasSeparator) = (ends, positions, hasSeparator)
  }

  /// The next windows, of about so many tokens; none after the last document.
  ///
  /// - Throws: ``TrainingError/documentsOutOfOrder(document:)``
  mutating func next(tokens: Int, most: Int) throws -> [DocumentWindow] {
    var windows: [DocumentWindow] = []
    var count = 0
    while count < tokens, windows.count < most, document < ends.documentCount {
      let start = document == 0 ? 0 : ends.documentEnd(document - 1)
      let end = ends.documentEnd(document)
      guard end >= start else { throw TrainingError.documentsOutOfOrder(document: document) }
      let begins = place == start
      // Without a separator the first token takes a place among the inputs, and is none of the targets.
      let stop = min(end, place + positions + (begins && !hasSeparator ? 1 : 0))
      windows.append(
        DocumentWindow(document: document, targets: place..<stop, beginsDocument: begins, isLast: stop == end))
      count += stop - place
      place = stop
      if stop == end { document += 1 }
    }
    return windows
  }
}
