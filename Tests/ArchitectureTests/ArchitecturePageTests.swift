import Foundation
import Testing

/// docs/architecture.md follows a batch and a prompt through the code by file, and lists terms with their names in the
/// code: both have to move with it.
@Suite("The architecture page names what there is")
struct ArchitecturePageTests {
  private func page() throws -> String {
    try String(contentsOf: SourceTree.root.appendingPathComponent("docs/architecture.md"), encoding: .utf8)
  }

  /// What stands between backquotes.
  private func quoted(_ text: some StringProtocol) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { !$0.offset.isMultiple(of: 2) }
      .map { String($0.element) }
  }

  @Test("every file and folder that it names exists")
  func filesExist() throws {
    let paths = try page().split(separator: "\n").flatMap(quoted).filter { $0.hasPrefix("Sources/") }
    #expect(paths.count > 20)
    for path in paths {
      #expect(
        FileManager.default.fileExists(atPath: SourceTree.root.appendingPathComponent(path).path), "\(path)")
    }
  }

  @Test("every name of the glossary is in the sources, and its terms are in order")
  func glossaryIsCurrent() throws {
    let section = try page().components(separatedBy: "\n## Glossary\n")
    try #require(section.count == 2)
    let rows = section[1].components(separatedBy: "\n## ")[0].split(separator: "\n").filter { $0.hasPrefix("|") }
      .dropFirst(2).map { $0.replacingOccurrences(of: "\\|", with: " ").split(separator: "|") }
    #expect(rows.count > 20 && rows.allSatisfy { $0.count == 3 })
    let terms = rows.map { $0[0].trimmingCharacters(in: .whitespaces).lowercased() }
    #expect(terms == terms.sorted())
    let files = SourceTree.files(in: SourceTree.sources, extensions: ["swift", "h", "c"])
    let code = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
    for name in rows.flatMap({ quoted($0[2]) }) {
      #expect(code.contains(name) || files.contains { $0.lastPathComponent == name }, "\(name)")
    }
  }
}
