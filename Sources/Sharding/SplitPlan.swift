import Messages

/// Which documents are for validation and in which order they are written.
///
/// The plan depends on the number of documents, the seed and the request only: not on how the corpus was cut into
/// parts. It takes no memory, however many documents there are.
package struct SplitPlan: Sendable, Equatable {
  /// How many documents are for validation.
  package enum Validation: Sendable, Equatable {
    case none
    /// A part of all documents, from 0 to 1, rounded to whole documents and at least one if it is above 0.
    case fraction(Double)
    case documents(Int)
    /// The end of the text, this part of its tokens: not documents, so that even one is enough.
    case tail(Double)
  }

  /// The number of documents.
  package let documents: Int
  /// How many of them are for validation.
  package let validationDocuments: Int
  private let order: Permutation?
  private let lot: Permutation

  /// Streams of the seed, so that the choice of documents and their order are independent.
  private static let lotStream: UInt64 = 1
  private static let orderStream: UInt64 = 2

  /// Plans the split of `documents` documents. The seed decides which are for validation and, if `shuffled`, their
  /// order; otherwise documents keep theirs.
  /// - Throws: `ShardingError` if no document would be left for training.
  package init(documents: Int, validation: Validation, shuffled: Bool, seed: UInt64) throws(ShardingError) {
    let wanted: Int
    switch validation {
    case .none, .tail: wanted = 0
    case .documents(let count): wanted = count
    case .fraction(let fraction):
      guard fraction >= 0, fraction < 1 else { throw .fraction(fraction) }
      wanted = fraction == 0 ? 0 : max(1, Int((fraction * Double(documents)).rounded()))
    }
    guard wanted >= 0, wanted == 0 || wanted < documents else {
      throw .noTraining(validation: wanted, documents: documents)
    }
    self.documents = documents
    validationDocuments = wanted
    lot = Permutation(count: documents, seed: seed, stream: Self.lotStream)
    order = shuffled ? Permutation(count: documents, seed: seed, stream: Self.orderStream) : nil
  }

  /// The document that is written at `place`, both counted from 0.
  package func document(at place: Int) -> Int { order?[place] ?? place }

  /// The place at which a document is written.
  package func place(of document: Int) -> Int { order?.place(of: document) ?? document }

  /// Whether documents leave their order.
  package var isShuffled: Bool { order != nil }

  /// Whether a document is for validation: it drew one of the lowest lots.
  package func isForValidation(_ document: Int) -> Bool {
    validationDocuments > 0 && lot[document] < validationDocuments
  }
}

/// A request that cannot be planned.
package enum ShardingError: DescribedError, CategorizedError, Equatable {
  case fraction(Double)
  case noTraining(validation: Int, documents: Int)

  package var category: ErrorCategory { .badData }

  package var message: Message {
    switch self {
    case .fraction(let fraction):
      "a validation fraction of \(fraction) (expected 0 or more and less than 1)"
    case .noTraining(let validation, let documents):
      "\(validation) of \(documents) \(Units.noun(documents, "document")) for validation \(validation == 1 ? "leaves" : "leave") none "
        + "for training (expected fewer); lower "
        + "\(field: "validationDocuments") or \(field: "validationFraction"), or hold back the end of the text with "
        + "\(field: "validationTail")"
    }
  }
}
