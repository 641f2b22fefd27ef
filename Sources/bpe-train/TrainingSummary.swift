import CommandSupport
import Formats
import Messages
import Tokenization

/// What a training run tells: on standard error for people, on standard output with `--json`.
struct TrainingSummary {
  private let report: TrainingReport
  private let vocabularySize: Int
  private let longest: (id: TokenID, bytes: [UInt8])
  private let missesSeparator: Bool
  private let run: String
  private let threads: Int
  private let writeSeconds: Double
  private let peakMemory = ProcessUsage.peakMemory

  init(_ result: TrainingResult, run: String, threads: Int, writeSeconds: Double) {
    report = result.report
    vocabularySize = result.vocabulary.count
    longest = result.vocabulary.longestToken
    missesSeparator = Self.missesSeparator(result.vocabulary)
    self.run = run
    self.threads = threads
    self.writeSeconds = writeSeconds
  }

  func show(options: StageOptions) {
    if options.json { Terminal.result(json.canonical) }
    guard !options.quiet else { return }
    for line in lines { Terminal.note("\(BPETrain.tool): \(line)") }
  }

  private var lines: [String] {
    let seconds = report.countSeconds + report.mergeSeconds + writeSeconds
    var lines = [
      "counted \(Units.counted(report.pretokens, "pretoken")), \(Units.grouped(report.distinctPretokens)) of them "
        + "different, in \(Units.bytes(report.bytes)): \(Units.duration(report.countSeconds)), "
        + rate(report.bytes, per: report.countSeconds, .bytes),
      "learnt \(Units.counted(report.merges, "merge")): \(Units.duration(report.mergeSeconds)), "
        + rate(report.merges, per: report.mergeSeconds, .items("merges"))
        + "; wrote the tokenizer: \(Units.duration(writeSeconds))",
      "\(Units.counted(vocabularySize, "token")) in \(Units.duration(seconds)) on \(threads) "
        + "\(Units.noun(threads, "thread")), \(rate(vocabularySize, per: seconds, .items("tokens"))), "
        + "peak memory \(Units.bytes(peakMemory))",
      "the longest token is \(Printable.quoted(longestText)), \(Units.counted(longest.bytes.count, "byte")), "
        + "id \(longest.id) of 0 to \(vocabularySize - 1)",
    ]
    if report.ranOutOfPairs {
      lines.append(
        "the text ran out of pairs after \(Units.grouped(report.merges)) of "
          + "\(Units.counted(report.mergesWanted, "merge")): "
          + "the vocabulary has \(Units.counted(vocabularySize, "token"))")
    }
    if missesSeparator {
      lines.append(
        "\(Self.separator) stands in the text and was taken for words: if it ends documents, "
          + "train with --special-token '\(Self.separator)'")
    }
    return lines
  }

  private static let separator = "<|endoftext|>"

  /// Whether the separator was learnt as words: its middle is no English.
  private static func missesSeparator(_ vocabulary: Vocabulary) -> Bool {
    vocabulary.id(of: Array("endoftext".utf8)) != nil && vocabulary.id(of: Array(separator.utf8)) == nil
  }

  private var json: JSONValue {
    .object([
      "stage": .string(BPETrain.tool), "status": "done", "run": .string(run),
      "bytes": integer(report.bytes), "pretokens": integer(report.pretokens),
      "distinct_pretokens": integer(report.distinctPretokens),
      "vocab_size": integer(vocabularySize), "merges": integer(report.merges),
      "merges_wanted": integer(report.mergesWanted),
      "count_seconds": .number(report.countSeconds), "merge_seconds": .number(report.mergeSeconds),
      "write_seconds": .number(writeSeconds), "peak_memory_bytes": integer(peakMemory), "threads": integer(threads),
      "longest_token": .object([
        "id": integer(Int(longest.id)), "bytes": integer(longest.bytes.count), "text": .string(longestText),
      ]),
    ])
  }

  private var longestText: String { String(decoding: longest.bytes, as: UTF8.self) }

  private func rate(_ count: Int, per seconds: Double, _ unit: ProgressUnit) -> String {
    Units.rate(Double(count) / seconds, unit: unit)
  }

  private func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }
}
