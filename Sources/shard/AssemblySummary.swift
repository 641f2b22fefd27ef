import CommandSupport
import Datasets
import Formats
import Messages

/// What making a dataset tells: on standard error for people, on standard output with `--json`.
struct AssemblySummary {
  private let result: DatasetAssembly.Result
  private let seconds: Double
  private let threads: Int

  init(_ result: DatasetAssembly.Result, seconds: Double, threads: Int) {
    self.result = result
    self.seconds = seconds
    self.threads = threads
  }

  func show(options: StageOptions) {
    if options.json { Terminal.result(json.canonical) }
    guard !options.quiet else { return }
    for (name, split) in result.dataset.splits.sorted(by: { $0.key < $1.key }) {
      Terminal.note(
        "\(Shard.tool): \(name): \(Units.counted(split.tokens, "token")), "
          + "\(Units.counted(split.documents, "document")), "
          + "\(Units.bytes(split.textBytes)) of text, \(split.shards.count) "
          + "\(Units.noun(split.shards.count, "shard"))")
    }
    let bytes = result.shards.reduce(0) { $0 + $1.bytes }
    Terminal.note(
      "\(Shard.tool): dataset \(result.dataset.digest.short) in \(Units.duration(seconds)) on \(threads) "
        + "\(Units.noun(threads, "thread")), \(Units.rate(Double(tokens) / seconds, unit: .items("tokens"))), "
        + "\(Units.bytes(bytes)) on disk, peak memory \(Units.bytes(ProcessUsage.peakMemory))")
  }

  private var tokens: Int { result.dataset.splits.values.reduce(0) { $0 + $1.tokens } }

  private var json: JSONValue {
    [
      "stage": .string(Shard.tool), "status": "done", "dataset": .string(result.dataset.digest.hex),
      "splits": .object(
        result.dataset.splits.mapValues { split in
          [
            "tokens": .integer(Int64(split.tokens)), "documents": .integer(Int64(split.documents)),
            "text_bytes": .integer(Int64(split.textBytes)), "shards": .integer(Int64(split.shards.count)),
            "tokens_sha256": .string(split.tokensDigest.hex),
          ]
        }),
      "seconds": .number(seconds), "threads": .integer(Int64(threads)),
      "peak_memory_bytes": .integer(Int64(ProcessUsage.peakMemory)),
    ]
  }
}
