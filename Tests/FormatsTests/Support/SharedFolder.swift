import Foundation

/// The folder of large test data that is not part of the repository, if it is there.
enum SharedFolder {
  static let path: String? = {
    let here = URL(fileURLWithPath: #filePath)
    let root = (0..<4).reduce(here) { url, _ in url.deletingLastPathComponent() }
    let candidate =
      ProcessInfo.processInfo.environment["LETTERPRESS_SHARED"]
      ?? root.deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.fileExists(atPath: candidate + "/fixtures") ? candidate : nil
  }()
}
