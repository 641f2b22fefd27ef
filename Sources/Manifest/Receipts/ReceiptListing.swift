import Formats

/// What lies in a folder of receipts.
struct ReceiptListing {
  /// The receipts by their names, in the order of their runs' ids. Other files are not receipts and left alone.
  private(set) var entries: [ReceiptFolder.Entry] = []
  /// What stands where receipts are expected and cannot be one. It is left alone, and the rest counts.
  private(set) var problems: [ManifestError] = []

  private let location: ManifestLocation

  /// Lists the receipts of a manifest; the folder need not exist.
  init(_ location: ManifestLocation) {
    self.location = location
    for month in names(in: "receipts") where ReceiptFolder.isMonth(month) { addAll(of: month) }
    entries.sort { ($0.run, $0.path) < ($1.run, $1.path) }
    keepOneOfEach()
  }

  private mutating func addAll(of month: String) {
    for name in names(in: "receipts/\(month)") where name.hasSuffix(".json") {
      let run = String(name.dropLast(".json".count))
      let path = "receipts/\(month)/\(name)"
      if RunID.isValid(run) {
        entries.append(ReceiptFolder.Entry(path: path, run: run))
      }
    }
  }

  /// The names in a folder below the manifest's; none where there is nothing, and where it cannot be listed.
  private mutating func names(in folder: String) -> [String] {
    let path = location.resolved(folder)
    switch PathKind.of(path) {
    case .nothing: return []
    case .folder:
      do {
        return try Folder.names(in: path) { name in
          guard name.hasSuffix(".json") else { return }
          problems.append(.receipt(path: "\(folder)/\(name)", .unreadable(detail: "its name is not UTF-8")))
        }
      } catch {
        problems.append(.receipt(path: folder, .unreadable(detail: (error as? FormatError)?.reason ?? "\(error)")))
      }
    case let kind:
      problems.append(.receipt(path: folder, .unreadable(detail: "\(kind.words), expected a directory")))
    }
    return []
  }

  /// A copy of a receipt in another month is no second run.
  private mutating func keepOneOfEach() {
    var first: [String: String] = [:]
    entries.removeAll { entry in
      guard let earlier = first[entry.run] else {
        first[entry.run] = entry.path
        return false
      }
      problems.append(.receipt(path: entry.path, .unreadable(detail: "the receipt of this run is \(earlier)")))
      return true
    }
  }
}
