import CommandSupport
import Datasets
import Parallel
import Synchronization
import Tokenization

/// Trains on a corpus and shows how far it is.
struct TrainingRun {
  let trainer: BPETrainer
  let corpus: TrainingText
  let threads: Int
  let quiet: Bool

  /// - Throws: `TokenizationError`, and `FormatError` if a file cannot be read.
  func perform() throws -> TrainingResult {
    let counting = ProgressLine(
      label: "\(BPETrain.tool): counting", unit: .bytes, total: corpus.byteCount, quiet: quiet)
    let merging = ProgressLine(
      label: "\(BPETrain.tool): merging", unit: .items("merges"), total: trainer.mergeLimit, quiet: quiet)
    defer {
      counting.finish()
      merging.finish()
    }
    let bytesRead = ByteTally()
    return try trainer.train(parts: corpus.count, team: ThreadTeam(threads: threads)) { part, consume in
      try corpus.read(part) { chunk in
        try consume(chunk)
        counting.update(bytesRead.add(chunk.count))
      }
    } progress: { merges in
      if merges == 1 { counting.finish() }
      merging.update(merges)
    }
  }
}

/// A sum that several threads add to.
private final class ByteTally: Sendable {
  private let total = Atomic(0)

  /// Adds `count` and returns the sum.
  func add(_ count: Int) -> Int { total.add(count, ordering: .relaxed).newValue }
}
