import Formats
import Sharding

/// Some documents of an encoding, drawn by a seed: how many bytes of text stand in a token of each.
///
/// Which documents are drawn depends on their number and the seed alone, so two tokenizers are compared on the same
/// documents of a corpus.
package struct DocumentSample: Sendable, Equatable {
  /// A document: its number in the corpus, its tokens and the bytes of its text, separator included.
  package struct Document: Sendable, Equatable {
    package let number: Int
    package let tokens: Int
    package let textBytes: Int

    /// Bytes of text per token.
    package var bytesPerToken: Double { tokens == 0 ? 0 : Double(textBytes) / Double(tokens) }
  }

  /// The documents drawn, in the order of the corpus.
  package let documents: [Document]

  /// Draws `count` documents, or all if there are not that many.
  package init(of series: TokenSeries, count: Int, seed: UInt64) {
    let lots = Permutation(count: series.documentCount, seed: seed, stream: Self.stream)
    let numbers = (0..<min(max(0, count), series.documentCount)).map { lots[$0] }.sorted()
    documents = numbers.map { number in
      Document(
        number: number, tokens: series.document(number).count, textBytes: series.textBytes(ofDocument: number))
    }
  }

  /// The tokens of all documents drawn.
  package var tokens: Int { documents.reduce(0) { $0 + $1.tokens } }
  /// The bytes of all documents drawn.
  package var textBytes: Int { documents.reduce(0) { $0 + $1.textBytes } }
  /// Bytes of text per token, over all documents drawn.
  package var bytesPerToken: Double { tokens == 0 ? 0 : Double(textBytes) / Double(tokens) }

  /// A stream of the seed apart from those that split and order a dataset.
  private static let stream: UInt64 = 3
}
