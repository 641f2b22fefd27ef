/// A format of files that tells itself by its first bytes.
package struct FileFormat: Sendable, Equatable {
  /// What a file of the format may hold.
  package enum Content: Sendable { case compressed, encodedText, other }

  /// Its name: `gzip`, `UTF-16`.
  package let name: String
  /// One file of it: `a gzip file`.
  package let words: String
  package let content: Content
  private let beginning: [UInt8]

  private init(_ name: String, words: String? = nil, _ content: Content, _ beginning: [UInt8]) {
    (self.name, self.words) = (name, words ?? "a \(name) file")
    (self.content, self.beginning) = (content, beginning)
  }

  /// How many of a file's first bytes are enough to know.
  package static let longestBeginning = 4_096

  /// The format of a file that begins with these bytes, the first `longestBeginning` or all; nil for one that is not
  /// known, as text is.
  package static func of(_ bytes: [UInt8]) -> FileFormat? {
    if let found = all.first(where: { bytes.starts(with: $0.beginning) }) {
      return found.name == "zstd" ? zstd(bytes) : found
    }
    return bytes.dropFirst(tarOffset).starts(with: "ustar".utf8) ? tar : nil
  }

  /// A zstd file may begin with frames of others' data: pzstd's, or the header of our own shards.
  private static func zstd(_ bytes: [UInt8]) -> FileFormat {
    let mark = Array("letterpress.tokens".utf8)
    let isShard = bytes.first != 0x28 && bytes.indices.contains { bytes[$0...].starts(with: mark) }
    return isShard ? shard : all[0]
  }

  private static let tarOffset = 257
  private static let tar = FileFormat("tar", .compressed, [])
  private static let shard = FileFormat("a token shard", words: "a token shard", .other, [])

  /// Longer beginnings before those that they begin with.
  private static let all = [
    FileFormat("zstd", .compressed, [0x28, 0xB5, 0x2F, 0xFD]),
    FileFormat("zstd", .compressed, [0x50, 0x2A, 0x4D, 0x18]), FileFormat("gzip", .compressed, [0x1F, 0x8B]),
    FileFormat("bzip2", .compressed, Array("BZh".utf8)),
    FileFormat("xz", words: "an xz file", .compressed, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    FileFormat("zip", words: "a zip archive", .compressed, Array("PK\u{3}\u{4}".utf8)),
    FileFormat("Parquet", .compressed, Array("PAR1".utf8)),
    FileFormat("UTF-32", words: "text in UTF-32", .encodedText, [0xFF, 0xFE, 0x00, 0x00]),
    FileFormat("UTF-32", words: "text in UTF-32", .encodedText, [0x00, 0x00, 0xFE, 0xFF]),
    FileFormat("UTF-16", words: "text in UTF-16", .encodedText, [0xFF, 0xFE]),
    FileFormat("UTF-16", words: "text in UTF-16", .encodedText, [0xFE, 0xFF]),
    FileFormat("a program", words: "a program", .other, [0x7F, 0x45, 0x4C, 0x46]),
    FileFormat("an image", words: "an image", .other, [0x89, 0x50, 0x4E, 0x47]),
    FileFormat("an image", words: "an image", .other, [0xFF, 0xD8, 0xFF]),
    FileFormat("a GGUF model", words: "a GGUF model", .other, Array("GGUF".utf8)),
    FileFormat("a NumPy array", words: "a NumPy array", .other, [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]),
  ]
}
