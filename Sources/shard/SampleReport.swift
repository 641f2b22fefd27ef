import CommandSupport
import Datasets
import Formats
import Messages

/// What `--inspect … --sample N` shows: the documents drawn, and the whole encoding beside them.
struct SampleReport {
  private let path: String
  private let sample: DocumentSample
  private let tokens: Int
  private let textBytes: Int

  /// Draws the sample from the parts in a directory.
  /// - Throws: `FormatError`, `DatasetsError`, `ToolFailure`.
  init(_ path: String, count: Int, seed: UInt64) throws {
    let series = try PartSet.found(in: [path]).series
    self.path = path
    sample = DocumentSample(of: series, count: count, seed: seed)
    tokens = series.tokenCount
    textBytes = series.textBytes
  }

  /// Prints on standard output.
  func show(json wantsJSON: Bool) {
    if wantsJSON { return Terminal.result(json.canonical) }
    for document in sample.documents {
      Terminal.result(
        "document \(document.number): \(Units.counted(document.tokens, "token")), "
          + "\(Units.counted(document.textBytes, "byte")), \(ratio(document.bytesPerToken)) per token")
    }
    Terminal.result(
      "\(path): \(sample.documents.count) \(Units.noun(sample.documents.count, "document")) drawn: "
        + "\(ratio(sample.bytesPerToken)) bytes per token; "
        + "all \(Units.counted(tokens, "token")): \(ratio(bytesPerToken))")
  }

  private var bytesPerToken: Double { Double(textBytes) / Double(tokens) }

  private func ratio(_ value: Double) -> String { Units.fixed(value, decimals: 3) }

  private var json: JSONValue {
    [
      "path": .string(path), "tokens": .integer(Int64(tokens)), "text_bytes": .integer(Int64(textBytes)),
      "bytes_per_token": .number(bytesPerToken), "sample_tokens": .integer(Int64(sample.tokens)),
      "sample_text_bytes": .integer(Int64(sample.textBytes)),
      "sample_bytes_per_token": .number(sample.bytesPerToken),
      "sample": .array(
        sample.documents.map { document in
          [
            "document": .integer(Int64(document.number)), "token_count": .integer(Int64(document.tokens)),
            "byte_count": .integer(Int64(document.textBytes)),
          ]
        }),
    ]
  }
}
