import CommandSupport
import Formats
import Messages
import Training

/// What the documents of a split come to: their distribution, and those at its ends.
///
/// Of each document two numbers are kept, and of those that will be shown all.
struct DocumentsReport {
  private let split: String
  private let counts: (worst: Int, best: Int)
  private var losses: [Double] = []
  private var bits: [Double] = []
  private(set) var documents = 0
  private var totals = (tokens: 0, loss: 0.0, bytes: 0, bits: 0.0)
  private var worst: [MeasuredDocument] = []
  private var best: [MeasuredDocument] = []

  init(split: String, worst: Int, best: Int) {
    self.split = split
    counts = (worst, best)
  }

  /// Adds the next document.
  mutating func add(_ document: MeasuredDocument) {
    documents += 1
    guard let loss = document.loss else { return }
    losses.append(loss)
    totals.tokens += document.tokens
    totals.loss += loss * Double(document.tokens)
    if let bitsPerByte = document.bitsPerByte {
      bits.append(bitsPerByte)
      totals.bytes += document.bytes
      totals.bits += bitsPerByte * Double(document.bytes)
    }
    Self.keep(document, in: &worst, most: counts.worst) { $0 > $1 }
    Self.keep(document, in: &best, most: counts.best) { $0 < $1 }
  }

  /// Keeps the first documents by their loss; of equal ones the earlier.
  private static func keep(
    _ document: MeasuredDocument, in list: inout [MeasuredDocument], most: Int, _ isBefore: (Double, Double) -> Bool
  ) {
    guard let loss = document.loss else { return }
    if list.count == most, let last = list.last?.loss, !isBefore(loss, last) { return }
    let place = list.firstIndex { isBefore(loss, $0.loss ?? 0) } ?? list.endIndex
    list.insert(document, at: place)
    if list.count > most { list.removeLast() }
  }

  // MARK: Text

  private static let quantiles = [("5%", 0.05), ("25%", 0.25), ("median", 0.5), ("75%", 0.75), ("95%", 0.95)]

  /// The distribution and the documents at its ends; lines fit `columns`, if there are any.
  func text(columns: Int?) -> String {
    let head =
      "split \(Printable.line(split)), \(Units.counted(documents, "document")), \(Units.counted(totals.tokens, "token"))\n"
    var distribution = TextTable(
      heads: ["", "all tokens", "mean"] + Self.quantiles.map(\.0),
      numbers: Set(["all tokens", "mean"] + Self.quantiles.map(\.0)))
    for (name, values, whole) in [
      ("loss", losses, ratio(totals.loss, totals.tokens)), ("bits per byte", bits, ratio(totals.bits, totals.bytes)),
    ] {
      guard let found = Distribution(values) else { continue }
      let numbers = [whole, found.mean] + Self.quantiles.map { found.quantile($0.1) }
      distribution.rows.append([name] + numbers.map { Units.fixed($0, decimals: 4) })
    }
    let tables = [("worst", worst), ("best", best)].filter { !$0.1.isEmpty }.map { name, documents in
      "\n" + Self.table(name, documents).text(width: columns)
    }
    return head + "\n" + distribution.text(width: columns) + tables.joined()
  }

  private func ratio(_ sum: Double, _ count: Int) -> Double { count > 0 ? sum / Double(count) : 0 }

  private static func table(_ name: String, _ documents: [MeasuredDocument]) -> TextTable {
    let heads = [name, "tokens", "bytes", "loss", "bits per byte", "text"]
    var table = TextTable(heads: heads, numbers: Set(heads.dropLast()), elastic: ["text"])
    for document in documents {
      table.rows.append([
        Units.grouped(document.index), Units.grouped(document.tokens), Units.grouped(document.bytes),
        document.loss.map { Units.fixed($0, decimals: 4) } ?? "",
        document.bitsPerByte.map { Units.fixed($0, decimals: 4) } ?? "", document.text,
      ])
    }
    return table
  }
}

// MARK: JSON

extension DocumentsReport {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "split": .string(split), "documents": .integer(Int64(documents)), "tokens": .integer(Int64(totals.tokens)),
      "bytes": .integer(Int64(totals.bytes)), "worst": .array(worst.map(\.json)), "best": .array(best.map(\.json)),
    ]
    for (name, value) in numbers { members[name] = .number(value) }
    members["loss_of_documents"] = Distribution(losses).map(Self.object)
    members["bits_per_byte_of_documents"] = Distribution(bits).map(Self.object)
    return .object(members)
  }

  /// The numbers of all tokens together, for the run's record.
  var numbers: [(name: String, value: Double)] {
    [("loss", ratio(totals.loss, totals.tokens))]
      + (totals.bytes > 0 ? [("bits_per_byte", ratio(totals.bits, totals.bytes))] : [])
  }

  private static func object(_ found: Distribution) -> JSONValue {
    let names = ["q05", "q25", "median", "q75", "q95"]
    return .object(
      zip(names, quantiles).reduce(into: ["mean": .number(found.mean)]) {
        $0[$1.0] = .number(found.quantile($1.1.1))
      })
  }
}
