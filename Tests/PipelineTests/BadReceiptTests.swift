import Foundation
import Testing

/// One receipt that cannot be read: every stage and every question goes on.
struct BadReceiptTests {
  private static let name = "01a21496-6005-721d-b87b-deebdba817ad.json"

  enum Kind: String, CaseIterable { case folder, dangling, loop, pipe, cut, month }

  private func bench(_ kind: Kind) throws -> (Workspace, path: String) {
    let workspace = try Workspace()
    try workspace.write((0..<200).map { "the number \($0), is it?\n" }.joined(), to: "corpus.txt")
    #expect(try train(workspace, 300).exitCode == 0)
    let month = try #require(try workspace.list("receipts").first)
    let path = kind == .month ? "receipts/209901" : "receipts/\(month)/\(Self.name)"
    let place = workspace.path(path)
    switch kind {
    case .folder: #expect(mkdir(place, 0o755) == 0)
    case .dangling: #expect(symlink("nowhere", place) == 0)
    case .loop: #expect(symlink(place, place) == 0)
    case .pipe: #expect(mkfifo(place, 0o600) == 0)
    case .cut: try workspace.write("{\"format\":", to: path)
    case .month: try workspace.write("", to: path)
    }
    return (workspace, path)
  }

  private func train(_ workspace: Workspace, _ vocabulary: Int) throws -> ToolRunner.Result {
    try workspace.run(
      "bpe-train", "--input", "corpus.txt", "--vocab-size", "\(vocabulary)", "--output", "tokenizer", "--threads", "1")
  }

  @Test(arguments: Kind.allCases) func stopsNothing(kind: Kind) throws {
    let (workspace, path) = try bench(kind)
    #expect(try train(workspace, 300).standardError.contains("up to date"))
    #expect(try train(workspace, 310).exitCode == 0)
    let commands = [
      ["runs"], ["log"], ["verify"], ["stale"], ["why", "tokenizer/vocab.json"], ["lineage"],
      ["export", "--openlineage"], ["ingest"], ["rebuild"],
    ]
    for command in commands {
      let result = try workspace.run("manifest", arguments: command)
      #expect(result.exitCode == 0, "\(command)")
      #expect(result.standardError.hasPrefix("manifest: \(path): "), "\(command): \(result.standardError)")
    }
    #expect(try workspace.run("manifest", "rebuild").text == "manifest.db: recreated from 2 receipts\n")
    #expect(try workspace.run("manifest", "ingest").text == "0 receipts added\n")
  }
}
