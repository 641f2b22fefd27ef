import Formats
import Messages

/// What a file at the path of a manifest is, by its first bytes: for one that SQLite does not open as a manifest.
///
/// SQLite must not have the file open in this process: closing it here would take SQLite's locks away.
enum ManifestFile {
  /// The name that a manifest has by default: a file of this name may be one whose first bytes were lost.
  static let usualName = "manifest.db"

  private static let magic = Array("SQLite format 3\0".utf8)
  private static let applicationIDOffset = 68

  /// What the file is if it is not a manifest, not even a damaged one, as words that follow a path and a colon; nil for
  /// a manifest, an empty file and nothing: what a rebuild may replace.
  static func foreignContent(at path: String) -> String? {
    switch PathKind.of(path) {
    case .nothing, .file(bytes: 0): return nil
    case .file(let bytes):
      do {
        let reader = try FileRangeReader(path: path, range: 0..<min(bytes, 4096))
        return foreignContent(named: FilePath.name(path), beginning: try reader.next().map(Array.init) ?? [])
      } catch {
        return (error as? FormatError)?.reason ?? "cannot be read"
      }
    case let kind: return kind.words
    }
  }

  /// The same for a file of this name that begins with these bytes.
  static func foreignContent(named name: String, beginning bytes: [UInt8]) -> String? {
    let application = applicationID(bytes)
    if application == Schema.applicationID { return nil }
    if bytes.starts(with: magic) {
      // Whoever does not set the id leaves 0 there, and so does a cut.
      return application == 0 && name == usualName ? nil : "is the database of another program"
    }
    // A cut within the magic leaves what reads as text.
    if name == usualName, magic.starts(with: bytes) { return nil }
    if let known = FileBeginning.name(of: bytes) { return known }
    return name == usualName ? nil : "is no database"
  }

  private static func applicationID(_ bytes: [UInt8]) -> Int64 {
    guard bytes.count >= applicationIDOffset + 4 else { return 0 }
    return bytes[applicationIDOffset..<applicationIDOffset + 4].reduce(0) { $0 << 8 | Int64($1) }
  }
}

/// What a file is, by its first bytes.
enum FileBeginning {
  /// What the bytes are the beginning of, as words that follow a path and a colon; nil for nothing that is known.
  static func name(of bytes: [UInt8]) -> String? {
    if isText(bytes) { return "is text" }
    if isTensors(bytes) { return "is a safetensors checkpoint" }
    if isSkippableFrame(bytes) { return "is a token shard" }
    return FileFormat.of(bytes).map { "is \($0.words)" }
  }

  /// No control characters but those that texts have. A database has zeros in its first hundred bytes.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x08...0x0D).contains($0) || $0 == 0x1B }
  }

  /// The length of a header (64 bits) that begins with a brace.
  private static func isTensors(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 8 else { return false }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return length > 0 && length <= 100_000_000 && bytes[8] == UInt8(ascii: "{")
  }

  private static func isSkippableFrame(_ bytes: [UInt8]) -> Bool {
    bytes.count > 4 && bytes[0] & 0xF0 == 0x50 && Array(bytes[1..<4]) == [0x2A, 0x4D, 0x18]
  }
}

extension FormatError {
  /// What is wrong, in a few words without the path and without advice.
  var reason: String {
    let text = "\(self)".dropFirst(Printable.path(path).count + 2)
    return String(text.prefix { $0 != ";" })
  }
}
