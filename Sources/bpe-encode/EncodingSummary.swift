import CommandSupport
import Formats
import Messages

/// What an encoding tells: on standard error for people, on standard output with `--json`.
struct EncodingSummary: Sendable {
  private let run: String
  private let threads: Int
  private let start = ContinuousClock.now
  private var made = 0
  private var found = 0
  private var tokens = 0
  private(set) var documents = 0
  private var textBytes = 0
  private var fileBytes = 0
  // Of the parts that were made now: what a rate is of.
  private var encodedBytes = 0
  /// Parts of an earlier encoding that were removed.
  var removed = 0

  /// What it means that no separator is in the text: the token, and the number of files.
  var withoutSeparator: (separator: String, files: Int)?

  init(run: String, threads: Int) {
    self.run = run
    self.threads = threads
  }

  /// Counts a part that was encoded now.
  mutating func addMade(_ part: ShardSummary) {
    made += 1
    encodedBytes += part.textBytes
    add(tokens: part.tokens, documents: part.documents, textBytes: part.textBytes, fileBytes: part.file.bytes)
  }

  /// Counts a part that was there already.
  mutating func addFound(_ part: TokenShardReader) {
    found += 1
    add(
      tokens: part.tokenCount, documents: part.documentCount, textBytes: part.textBytes, fileBytes: part.fileBytes)
  }

  private mutating func add(tokens: Int, documents: Int, textBytes: Int, fileBytes: Int) {
    self.tokens += tokens
    self.documents += documents
    self.textBytes += textBytes
    self.fileBytes += fileBytes
  }

  func show(options: StageOptions) {
    let seconds = (ContinuousClock.now - start).seconds
    if options.json { Terminal.result(json(seconds).canonical) }
    guard !options.quiet else { return }
    let parts =
      found == 0
      ? "\(Units.counted(made, "part")) made"
      : "\(Units.grouped(found)) of \(Units.counted(made + found, "part")) \(found == 1 ? "was" : "were") there already; "
        + "\(Units.grouped(made)) made"
    Terminal.note(
      "\(BPEEncode.tool): \(Units.counted(tokens, "token")), \(Units.counted(documents, "document")) from "
        + "\(Units.bytes(textBytes)) of text: \(Units.fixed(bytesPerToken, decimals: 3)) bytes per token")
    Terminal.note(
      "\(BPEEncode.tool): \(parts) in \(Units.duration(seconds)) on \(threads) "
        + "\(Units.noun(threads, "thread")), \(rate(seconds))"
        + "\(Units.bytes(fileBytes)) on disk, peak memory \(Units.bytes(ProcessUsage.peakMemory))\(removedWords)")
    if let withoutSeparator { Terminal.note("\(BPEEncode.tool): \(Self.words(withoutSeparator))") }
  }

  private static func words(_ text: (separator: String, files: Int)) -> String {
    let what =
      text.files == 1 ? "the text is one document" : "each of the \(Units.counted(text.files, "file")) is one document"
    return "no \(Printable.brief(text.separator)) is in the text: \(what), and training windows may cross whatever it "
      + "holds; to hold back its end for validation: shard --valid-tail 0.01 --tokenizer DIRECTORY"
  }

  /// Of a run that made a few parts of many, a rate says nothing: most of its time went into looking at the others.
  private func rate(_ seconds: Double) -> String {
    found == 0 ? "\(Units.rate(Double(encodedBytes) / seconds, unit: .bytes)), " : ""
  }

  private var removedWords: String {
    removed == 0 ? "" : "; \(Units.counted(removed, "part")) of an earlier encoding removed"
  }

  private var bytesPerToken: Double { tokens == 0 ? 0 : Double(textBytes) / Double(tokens) }

  private func json(_ seconds: Double) -> JSONValue {
    [
      "stage": .string(BPEEncode.tool), "status": "done", "run": .string(run),
      "parts_made": .integer(Int64(made)), "parts_found": .integer(Int64(found)),
      "parts_removed": .integer(Int64(removed)),
      "tokens": .integer(Int64(tokens)), "documents": .integer(Int64(documents)),
      "text_bytes": .integer(Int64(textBytes)), "file_bytes": .integer(Int64(fileBytes)),
      "bytes_per_token": .number(bytesPerToken), "seconds": .number(seconds),
      "bytes_per_second": .number(Double(encodedBytes) / seconds), "threads": .integer(Int64(threads)),
      "peak_memory_bytes": .integer(Int64(ProcessUsage.peakMemory)),
    ]
  }
}
