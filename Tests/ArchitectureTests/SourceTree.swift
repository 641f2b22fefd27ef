import Foundation

/// The package's own sources, found from where this file stands.
enum SourceTree {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let sources = root.appendingPathComponent("Sources")

  /// The folders of `Sources`, one for each target.
  static func folders() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { !$0.hasPrefix(".") })
  }

  /// All files below `folder` whose names end in one of `extensions`.
  static func files(in folder: URL, extensions: Set<String>) -> [URL] {
    let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (walk?.compactMap { $0 as? URL } ?? []).filter { extensions.contains($0.pathExtension) }
  }

  /// The modules that a Swift file imports, conditional imports included.
  static func imports(of file: URL) throws -> Set<String> {
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    var modules = Set<String>()
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      var words = line.split(separator: " ")
      while let first = words.first,
        first.hasPrefix("@") || ["package", "internal", "private", "fileprivate", "public"].contains(first)
      {
        words.removeFirst()
      }
      guard words.first == "import", words.count >= 2 else { continue }
      let path = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
      modules.insert(String(path.split(separator: ".")[0]))
    }
    return modules
  }

  /// What looks like a flag in the lines of a Swift file that are no comments: in code it can only be in a text.
  static func flags(in source: String) -> [String] {
    source.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
      .flatMap { $0.matches(of: /--[a-zA-Z][a-zA-Z0-9-]*/).map { String($0.output) } }
  }
}
