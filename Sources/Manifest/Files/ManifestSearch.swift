import Formats
import Platform

/// Finds the manifest that a folder belongs to, as git finds a repository: in the folder itself, or else in the nearest
/// folder above it.
///
/// The way up ends at the home directory, at the end of the file system, and at a folder for everybody's files such as
/// /tmp: what lies there, or above it, belongs to no project of this user.
package struct ManifestSearch {
  private let home: String?
  private let needsWriting: Bool

  /// Prepares to search.
  /// - Parameters:
  ///   - home: The home directory; nil if there is none.
  ///   - needsWriting: Whether a manifest above that this user may not write is passed over: a run cannot be recorded
  ///     in it.
  package init(home: String?, needsWriting: Bool) {
    self.home = home.flatMap(ManifestLocation.real)
    self.needsWriting = needsWriting
  }

  /// The path of the manifest as seen from a folder, such as `../manifest.db`; nil where there is none.
  ///
  /// In the folder itself whatever has the name counts, as it would stand in the way of a new one. Above it only a
  /// manifest does, which may be damaged, or receipts whose manifest was removed.
  package func path(from folder: String) -> String? {
    let name = ManifestFile.usualName
    guard var current = ManifestLocation.real(folder) else { return nil }
    if PathKind.of(FilePath.joined(current, name)) != .nothing || hasReceipts(current) { return name }
    var way = ""
    while let parent = parent(of: current) {
      way += "../"
      if isManifest(in: parent) { return way + name }
      current = parent
    }
    return nil
  }

  /// The folder to look into next; nil at the end of the way.
  private func parent(of folder: String) -> String? {
    let parent = FilePath.folder(folder)
    guard folder != "/", folder != home, parent != home, let here = Self.status(folder),
      let above = Self.status(parent), here.st_dev == above.st_dev, above.st_mode & S_ISVTX == 0
    else { return nil }
    return parent
  }

  private func isManifest(in folder: String) -> Bool {
    let path = FilePath.joined(folder, ManifestFile.usualName)
    switch PathKind.of(path) {
    case .file:
      guard ManifestFile.foreignContent(at: path) == nil else { return false }
    case .nothing:
      guard hasReceipts(folder) else { return false }
    default: return false
    }
    return isTrusted(path, in: folder) && (!needsWriting || isWritable(path, in: folder))
  }

  /// Where everybody may write, anybody may have put a manifest: there it must be this user's own.
  private func isTrusted(_ path: String, in folder: String) -> Bool {
    guard let status = Self.status(folder), status.st_mode & S_IWOTH != 0 else { return true }
    return Self.status(path)?.st_uid == geteuid()
  }

  private func isWritable(_ path: String, in folder: String) -> Bool {
    let present = [folder, path].filter { PathKind.of($0) != .nothing }
    return present.allSatisfy { faccessat(AT_FDCWD, $0, W_OK, AT_EACCESS) == 0 }
  }

  private func hasReceipts(_ folder: String) -> Bool {
    let receipts = FilePath.joined(folder, "receipts")
    guard PathKind.of(receipts) == .folder else { return false }
    return ((try? Folder.names(in: receipts)) ?? []).filter(ReceiptFolder.isMonth).contains { month in
      let names = (try? Folder.names(in: FilePath.joined(receipts, month))) ?? []
      return names.contains { $0.hasSuffix(".json") && RunID.isValid(String($0.dropLast(5))) }
    }
  }

  private static func status(_ path: String) -> stat? {
    var info = stat()
    return stat(path, &info) == 0 ? info : nil
  }
}
