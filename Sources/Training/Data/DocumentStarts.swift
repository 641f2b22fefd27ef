/// Where training windows may begin.
package enum WindowAlignment: String, CaseIterable, Sendable {
  /// Anywhere: every token is seen equally often, and most windows begin within a document.
  case unaligned = "none"
  /// Where a document does.
  case documents
}

/// The documents that a training window can begin at: those with enough tokens from their beginning on, their own and those
/// of the documents after them.
///
/// Keeps nothing of each document, only who tells where it ends.
package struct DocumentStarts {
  /// T: inputs of a window.
  package let positions: Int
  /// Documents, the first ones of the data.
  package let count: Int
  /// Tokens at the first T places of these documents. No window has those beyond as inputs.
  package let reachable: Int
  private let ends: any DocumentEnds

  /// Looks at all documents once.
  ///
  /// - Throws: ``TrainingError/noDocuments`` or ``TrainingError/documentsOutOfOrder(document:)``
  /// - Complexity: O(documents)
  init(of data: any TokenSource, positions: Int) throws {
    guard let ends = data.documents else { throw TrainingError.noDocuments }
    var (count, reachable, start) = (0, 0, 0)
    for document in 0..<ends.documentCount {
      // The last target lies a place beyond the inputs.
      guard start + positions < data.tokenCount else { break }
      let end = ends.documentEnd(document)
      guard end >= start else { throw TrainingError.documentsOutOfOrder(document: document) }
      reachable += min(end - start, positions)
      (count, start) = (count + 1, end)
    }
    // A document that is drawn must have a token.
    guard reachable > 0 else { throw TrainingError.noDocuments }
    (self.positions, self.count, self.reachable, self.ends) = (positions, count, reachable, ends)
  }

  /// The tokens of a document below ``count``.
  func range(ofDocument index: Int) -> Range<Int> {
    let start = index == 0 ? 0 : ends.documentEnd(index - 1)
    return start..<ends.documentEnd(index)
  }
}
