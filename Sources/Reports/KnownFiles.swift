import Formats

extension ReportPage {
  /// Whether a file is a page that was written here, by its content.
  package static func isOne(_ path: String) -> Bool {
    FileHead.contains(["<!doctype html>", "default-src 'none'; base-uri 'none'; form-action 'none'"], path)
  }
}

extension LossFigure {
  /// Whether a file is a figure that was written here, by its content.
  package static func isOne(_ path: String) -> Bool {
    FileHead.contains(["<svg ", "class=\"figure\" role=\"img\""], path)
  }
}
