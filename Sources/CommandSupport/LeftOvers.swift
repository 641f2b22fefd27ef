import Formats
import Manifest

/// Temporary files of killed runs.
enum LeftOvers {
  /// Removes temporary files from the folders of a stage's outputs whose writers are gone.
  ///
  /// Only files that have rested for a minute are a reason to clean a folder: another stage may be starting to write
  /// into it right now.
  static func remove(besideOutputs outputs: [String]) {
    var folders: Set<String> = []
    for output in outputs {
      folders.insert(Folder.kind(of: output) == .folder ? output : FilePath.folder(output))
    }
    for folder in folders.sorted() where hasRestingLeftOvers(folder) {
      // To tidy up is a courtesy: what cannot be removed does not stop the stage.
      _ = try? Folder.removeAbandonedFiles(in: folder)
    }
  }

  private static func hasRestingLeftOvers(_ folder: String) -> Bool {
    guard let names = try? Folder.names(in: folder) else { return false }
    let minuteAgo = Timestamp.precise.nanoseconds - 60_000_000_000
    return names.contains { name in
      guard name.hasPrefix("."), name.contains(".tmp-") else { return false }
      let stat = (try? FileStat.of(FilePath.joined(folder, name))) ?? nil
      return stat.map { $0.modified < minuteAgo } ?? false
    }
  }
}
