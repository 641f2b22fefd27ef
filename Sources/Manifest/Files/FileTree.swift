import Formats
import Platform

/// The ordinary files below a folder.
enum FileTree {
  /// Paths of files whose size `matches`; hidden names, links and folders that may not be read are passed over.
  static func files(under root: String, matching matches: (Int64) -> Bool) -> [String] {
    var found: [String] = []
    var folders = [root]
    while let folder = folders.popLast() {
      for name in (try? Folder.names(in: folder)) ?? [] where !name.hasPrefix(".") {
        let path = FilePath.joined(folder, name)
        var info = stat()
        guard lstat(path, &info) == 0 else { continue }
        switch info.st_mode & S_IFMT {
        case S_IFDIR: folders.append(path)
        case S_IFREG where matches(Int64(info.st_size)): found.append(path)
        default: break
        }
      }
    }
    return found.sorted()
  }
}
