import Messages

/// Why a receipt, or a folder of receipts, does not count.
package enum ReceiptProblem: Equatable, Sendable {
  /// It is no receipt.
  case damaged(detail: String)
  /// It cannot be read.
  case unreadable(detail: String)
  /// Written by a later version of Letterpress.
  case newerVersion(found: Int, supported: Int)

  var message: Message {
    switch self {
    case .damaged(let detail):
      "is not a run receipt (\(detail)); move it away, then run `manifest rebuild`"
    case .unreadable(let detail):
      "cannot be read as a run receipt (\(detail)); it is left alone, make it readable or move it away"
    case .newerVersion(let found, let supported):
      "has receipt version \(found), made by a newer Letterpress (this one knows up to \(supported)); "
        + "update Letterpress"
    }
  }
}
