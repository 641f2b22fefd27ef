import Foundation
import Testing

/// Errors below the tools name fields (`batchSize`), and `FlagNames` says which flag gives a field: a module that knew
/// flags would be wrong in the next tool.
@Suite("Only tools and CommandSupport name flags")
struct FieldsAndFlagsTests {
  /// Files that hold what looks like a flag, and why.
  static let exceptions: [String: String] = [
    "Manifest/Store/Schema.swift": "a comment of the SQL schema, which SQLite keeps in every manifest",
    "Reports/Page/PageAssets.swift": "CSS: its variables begin so",
  ]

  private func modules() throws -> [String] {
    try PackageManifest.current.get().targets.filter { $0.kind == "regular" && $0.name != "CommandSupport" }
      .map(\.name)
  }

  /// The files of the modules that name flags, each with the flags, by its path in `Sources`.
  private func found() throws -> [String: [String]] {
    var found: [String: [String]] = [:]
    for name in try modules() {
      let folder = SourceTree.sources.appendingPathComponent(name)
      for file in SourceTree.files(in: folder, extensions: ["swift"]) {
        let flags = SourceTree.flags(in: try String(contentsOf: file, encoding: .utf8))
        let path = file.path.dropFirst(SourceTree.sources.path.count + 1)
        if !flags.isEmpty { found[String(path)] = flags }
      }
    }
    return found
  }

  @Test("no text of a module names a flag")
  func modulesNameNoFlags() throws {
    #expect(try modules().count > 15)
    for (path, flags) in try found() where Self.exceptions[path] == nil {
      Issue.record("\(path) names \(flags); name the field, and the flag in FlagNames")
    }
  }

  @Test("every exception is needed")
  func exceptionsAreCurrent() throws {
    let found = try found()
    for path in Self.exceptions.keys { #expect(found[path] != nil, "\(path)") }
  }

  /// A person would read the field's own name otherwise.
  @Test("every field that a text names has a flag")
  func fieldsHaveFlags() throws {
    let names = SourceTree.sources.appendingPathComponent("CommandSupport/Options/FlagNames.swift")
    let known = try String(contentsOf: names, encoding: .utf8)
    var fields = Set<String>()
    for name in try modules() {
      let folder = SourceTree.sources.appendingPathComponent(name)
      for file in SourceTree.files(in: folder, extensions: ["swift"]) where name != "Messages" {
        let text = try String(contentsOf: file, encoding: .utf8)
        fields.formUnion(text.matches(of: /\\\(field: "(\w+)"\)/).map { String($0.output.1) })
      }
    }
    #expect(fields.count > 15)
    for field in fields { #expect(known.contains("\"\(field)\": \""), "\(field)") }
  }

  @Test("the search finds flags in texts of every form, and passes over comments")
  func search() {
    let source = #"""
      /// Without `--quiet`. The tool's `--force`.
      // --json
      let one = "choose another path with --manifest"
        let two = "\(name): \(found) (expected \(others.map { "--\($0)" }.joined())); lower --valid-fraction"  // --output
      let three = """
        -- a comment of SQL
        bpe-encode --parts
        """
      let four = count - -three, five = "--", six = #"--raw"#
      """#
    #expect(SourceTree.flags(in: source) == ["--manifest", "--valid-fraction", "--output", "--parts", "--raw"])
  }
}
