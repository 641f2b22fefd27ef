import Formats
import Parallel

/// All parts of one encoding, checked to be complete and to belong together.
///
/// A part is open only while it is read: ten thousand of them need no more handles or memory than one.
package struct PartSet: Sendable {
  /// One part, as it was when it was first looked at.
  package struct Part: Sendable, Equatable {
    /// The path as given, or found in the directory that was given.
    package let path: String
    /// The identity of its content.
    package let contentDigest: Digest
    /// Its tokens, the documents that end in it, and the bytes of text that it stands for.
    package let tokens, documents, textBytes: Int
    /// Bytes of the file.
    package let fileBytes: Int
  }

  /// The parts in order.
  package let parts: [Part]
  /// Part 0's header; vocabulary and separator are the same in all.
  package let header: TokenShardHeader
  /// The number of tokens.
  package let tokenCount: Int
  /// The number of documents; tokens after the last end of a document count as one.
  package let documentCount: Int
  /// What the parts are called in messages: the path that was given.
  package let name: String

  /// Opens the parts: a directory that holds them, or their paths in any order.
  /// - Throws: `FormatError` for a part that is damaged; `DatasetsError` if parts are missing, or come from another
  ///   plan, tokenizer or text.
  package init(_ given: [String]) throws {
    let opened = try PartFolder.expanded(given).map(OpenedPart.init)
    let folder = given.count == 1 ? given[0] : FilePath.folder(opened[0].part.path)
    let ordered = try PartFolder.ordered(opened, folder: folder)
    name = given[0]
    header = ordered[0].header
    parts = ordered.map(\.part)
    tokenCount = parts.reduce(0) { $0 + $1.tokens }
    // Only the last tokens of all can belong to a document that never ends: others go on in the next part.
    let isOpenAtEnd = ordered.last { $0.part.tokens > 0 || $0.part.documents > 0 }?.endsOpen ?? false
    documentCount = parts.reduce(0) { $0 + $1.documents } + (isOpenAtEnd ? 1 : 0)
    guard tokenCount > 0 else { throw DatasetsError.noTokens(given[0]) }
  }

  /// The parts' paths in order.
  package var paths: [String] { parts.map(\.path) }

  /// The parts as one stream that is read at random places; all of them are mapped at once.
  /// - Throws: `FormatError`.
  package var series: TokenSeries {
    get throws { try TokenSeries(name: name, paths: paths) }
  }

  /// Decompresses every part and checks every digest; from any thread, `progress` hears of the tokens of each.
  /// - Throws: `FormatError` for the first defect.
  package func verify(team: ThreadTeam, progress: @Sendable (_ tokens: Int) -> Void) throws {
    // A thread for each part, or all threads for one: hashing takes most of the time and is one thread's work.
    let isOnePartAThread = parts.count >= team.threads
    func verify(_ part: Part) throws {
      let reader = try open(part)
      try reader.verify(team: isOnePartAThread ? nil : team)
      progress(reader.tokenCount)
    }
    if isOnePartAThread {
      _ = try team.map(tasks: parts.count) { index in try verify(parts[index]) }
    } else {
      for part in parts { try verify(part) }
    }
  }

  /// Opens a part again.
  /// - Throws: `FormatError`; `DatasetsError.changedPart` if it is another one than it was.
  func open(_ part: Part) throws -> TokenShardReader {
    let reader = try TokenShardReader(path: part.path)
    guard reader.tokenCount == part.tokens, reader.documentCount == part.documents,
      reader.textBytes == part.textBytes, reader.fileBytes == part.fileBytes
    else { throw DatasetsError.changedPart(part.path) }
    return reader
  }
}

/// A part with what is needed only to see that it belongs to the others.
struct OpenedPart {
  let part: PartSet.Part
  let header: TokenShardHeader
  /// Whether tokens follow the last end of a document.
  let endsOpen: Bool

  init(_ path: String) throws {
    let reader = try TokenShardReader(path: path)
    header = reader.header
    part = PartSet.Part(
      path: path, contentDigest: reader.contentDigest, tokens: reader.tokenCount, documents: reader.documentCount,
      textBytes: reader.textBytes, fileBytes: reader.fileBytes)
    let lastEnd = reader.documentCount == 0 ? 0 : reader.documentEnd(reader.documentCount - 1)
    endsOpen = lastEnd < reader.tokenCount
  }
}
