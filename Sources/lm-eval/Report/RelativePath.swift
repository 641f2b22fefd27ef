import Manifest

/// Paths for links: as seen from another folder.
enum RelativePath {
  /// The way from a folder to a file, such as `../runs/a/metrics.jsonl`.
  static func from(_ folder: String, to file: String) -> String {
    let start = parts(folder)
    let end = parts(file)
    let common = zip(start, end).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: start.count - common)
    return (up + end[common...]).joined(separator: "/")
  }

  private static func parts(_ path: String) -> [String] {
    ManifestLocation.absolute(path).split(separator: "/").map(String.init)
  }
}
