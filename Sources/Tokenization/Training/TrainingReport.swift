/// What a training run saw and how long it took.
package struct TrainingReport: Sendable, Equatable {
  /// Bytes of text, special tokens included.
  package var bytes = 0
  /// Pretokens in the text, repeats included.
  package var pretokens = 0
  /// Different pretokens.
  package var distinctPretokens = 0
  /// Merges learnt.
  package var merges = 0
  /// Merges that the vocabulary size asked for; more than `merges` if the text ran out of pairs.
  package var mergesWanted = 0
  /// Seconds spent reading and counting.
  package var countSeconds = 0.0
  /// Seconds spent merging.
  package var mergeSeconds = 0.0

  /// Whether no pair was left before the vocabulary was full.
  package var ranOutOfPairs: Bool { merges < mergesWanted }
}

/// A trained vocabulary and how it came about.
package struct TrainingResult: Sendable {
  package let vocabulary: Vocabulary
  package let report: TrainingReport
}
