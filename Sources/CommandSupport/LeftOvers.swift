import Formats
import Manifest

/// Temporary files of killed runs.
enum LeftOvers {
  /// Removes temporary files from the folders of a stage's outputs whose writers are gone.
  static func remove(besideOutputs outputs: [String]) {
    var folders: Set<String> = []
    for output in outputs {
      folders.insert(Folder.kind(of: output) == .folder ? output : FilePath.folder(output))
    }
    for folder in folders.sorted() { remove(in: folder) }
  }

  /// Removes temporary files from a folder whose writers are gone.
  ///
  /// Only a file whose process is no more is a reason to clean: another stage may just be opening a file here. To
  /// tidy up is a courtesy: what cannot be removed does not stop the stage.
  static func remove(in folder: String) {
    guard let names = try? Folder.names(in: folder), names.contains(where: isOrphan) else { return }
    _ = try? Folder.removeAbandonedFiles(in: folder)
  }

  /// Whether a name is `.NAME.tmp-PID-xxxxxxxx`, as `AtomicFileWriter` makes it, and this host has no such process.
  static func isOrphan(_ name: String) -> Bool {
    let parts = name.split(separator: "-")
    guard name.hasPrefix("."), parts.count >= 3, parts[parts.count - 3].hasSuffix(".tmp"),
      let pid = Int(parts[parts.count - 2])
    else { return false }
    return !ProcessIdentity.isRunning(pid: pid)
  }
}
