import Platform

/// Where a manifest lives, and how paths are written in it.
///
/// A path inside the manifest's folder is stored relative to it, so that the folder can be moved or copied whole; any
/// other path is stored absolute. ProducerLinks in the folders of a path are followed, a link at its end is not: the name is
/// the person's, the folder is the disk's.
package struct ManifestLocation: Sendable, Equatable {
  /// The database, as the user wrote it; used in messages.
  package let path: String
  /// The folder of the database, absolute, without links.
  package let root: String

  /// Finds the folder of a database that need not exist yet.
  /// - Throws: `ManifestError` with `.noFolder`.
  package init(_ path: String) throws {
    let (parent, _) = Self.split(path)
    guard let root = Self.real(parent) else { throw ManifestError.database(path: path, .noFolder(folder: parent)) }
    self.path = path
    self.root = root
  }

  /// The folder of the receipts.
  package var receipts: String { Self.join(root, "receipts") }

  /// Whether this user may write the database, and the journal beside it; true where there is none yet.
  package var isWritable: Bool {
    guard let file = Self.real(path) else { return true }
    let needed: [String] = [file, Self.split(file).parent]
    return needed.allSatisfy { faccessat(AT_FDCWD, $0, W_OK, AT_EACCESS) == 0 }
  }

  /// The form of a path that is stored.
  package func stored(_ path: String) -> String {
    guard path != "-" else { return path }
    let absolute = Self.absolute(path)
    let prefix = root == "/" ? "/" : root + "/"
    if absolute == root { return "." }
    return absolute.hasPrefix(prefix) ? String(absolute.dropFirst(prefix.count)) : absolute
  }

  /// A path that can be opened, from its stored form.
  package func resolved(_ stored: String) -> String {
    stored.hasPrefix("/") || stored == "-" ? stored : Self.join(root, stored)
  }

  /// The absolute form of a path: as much of it as exists by the disk, the rest by the text.
  package static func absolute(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let (parent, name) = split(path)
    if name == "." || name == ".." || name.isEmpty { return real(path) ?? lexical(path) }
    if let folder = real(parent) { return join(folder, name) }
    return join(parent == path ? lexical(parent) : absolute(parent), name)
  }

  private static func lexical(_ path: String) -> String {
    let start = path.hasPrefix("/") ? "" : real(".") ?? ""
    var parts: [Substring] = []
    for part in (start + "/" + path).split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static func split(_ path: String) -> (parent: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let parent = path[..<slash]
    return (parent.isEmpty ? "/" : String(parent), String(path[path.index(after: slash)...]))
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// The absolute path without links; nil where there is nothing.
  static func real(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    // A name that is not UTF-8 cannot be told by a text: such a folder counts as one that is not there.
    return String(validatingCString: pointer)
  }
}
