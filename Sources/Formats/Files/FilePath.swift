/// Paths as text: the few operations that the formats need, without touching the file system.
package enum FilePath {
  /// `folder/name`, without doubling the slash; a name that is absolute stays as it is.
  package static func joined(_ folder: String, _ name: String) -> String {
    if name.utf8.first == UInt8(ascii: "/") || folder.isEmpty || folder == "." { return name }
    return folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
  }

  /// The last component: `shard.u16.zst` of `a/shard.u16.zst`.
  package static func name(_ path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return trimmed }
    return String(trimmed[trimmed.utf8.index(after: slash)...])
  }

  /// The folder that holds the path: `a` of `a/shard.u16.zst`, `.` of `shard.u16.zst`, `/` of `/shard.u16.zst`.
  package static func folder(_ path: String) -> String {
    let trimmed = withoutTrailingSlashes(path)
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    let folder = withoutTrailingSlashes(String(trimmed[..<slash]))
    return folder.isEmpty ? "/" : folder
  }

  /// Whether a name taken from a file may be joined to that file's folder: one component, no way up or out.
  package static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/"))
      && !name.utf8.contains(0)
  }

  /// The path without doubled slashes and `.` components, by the text alone: `a/b` of `./a//b`.
  static func normalized(_ path: String) -> String {
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
    let text = parts.map { String(Substring($0)) }.joined(separator: "/")
    return path.utf8.first == UInt8(ascii: "/") ? "/" + text : text
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var text = path[...]
    while text.utf8.last == UInt8(ascii: "/") && text.utf8.count > 1 { text = text.dropLast() }
    return String(text)
  }
}
