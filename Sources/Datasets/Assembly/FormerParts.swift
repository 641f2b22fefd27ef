import Formats

/// Parts that earlier encodings left in a folder.
///
/// Only files that `bpe-encode` made count, by what they hold: the name of each is the one that its own header gives it.
package enum FormerParts {
  /// Which of them are in the way of the encoding that was made last.
  package enum Kind: Sendable {
    /// All but those of the folder's list.
    case unlisted
    /// Those that follow a text, which is another plan, and those whose ids have another width than `type`.
    case otherThanRanges(TokenType)
  }

  /// The paths of the parts of a kind, in the order of their names.
  /// - Throws: `FormatError` for a folder or a list that cannot be read.
  package static func find(_ kind: Kind, in folder: String) throws -> [String] {
    let listed = try Set(EncodingFile.find(in: folder)?.parts ?? [])
    return try Folder.names(in: folder).filter { name in
      guard !name.hasPrefix("."), let type = TokenType.ofShard(named: name), !listed.contains(name) else {
        return false
      }
      switch kind {
      case .unlisted: break
      case .otherThanRanges(let width):
        guard PartKey.prefix(ofPartNamed: name) != nil || type != width else { return false }
      }
      return isPart(name, in: folder)
    }
    .map { FilePath.joined(folder, $0) }
  }

  private static func isPart(_ name: String, in folder: String) -> Bool {
    guard let reader = try? TokenShardReader(path: FilePath.joined(folder, name)) else { return false }
    let header = reader.header
    guard header.split == nil else { return false }
    let own =
      PartKey(header)?.name(header.tokenType)
      ?? TokenShardHeader.partName(header.part, of: header.parts, header.tokenType)
    return own == name
  }
}
