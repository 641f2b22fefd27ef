import Foundation
import Testing

/// Every Python block of docs/interoperability.md, run as it stands.
@Suite struct InteroperabilityTests {
  struct Snippet: Sendable, CustomTestStringConvertible {
    let heading: String
    let modules: [String]
    let code: String

    var testDescription: String { "\(heading): \(modules.joined(separator: ", "))" }
  }

  static let python = ProcessInfo.processInfo.environment["LETTERPRESS_PYTHON"]

  /// Blocks between a `<!-- needs: … -->` line and the end of the fence that follows.
  static let snippets: [Snippet] = {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/interoperability.md").standardized
    guard let text = try? String(contentsOf: page, encoding: .utf8) else { return [] }
    var snippets: [Snippet] = []
    var heading = ""
    var modules: [String]?
    var code: [String]?
    for line in text.components(separatedBy: "\n") {
      if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
      if line.hasPrefix("<!-- needs:") {
        modules = line.dropFirst(11).dropLast(3).split(separator: " ").map(String.init)
      } else if line == "```python" {
        code = []
      } else if line == "```", let lines = code {
        snippets.append(Snippet(heading: heading, modules: modules ?? [], code: lines.joined(separator: "\n")))
        (modules, code) = (nil, nil)
      } else {
        code?.append(line)
      }
    }
    return snippets
  }()

  private func run(_ code: String, in folder: URL) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.python ?? "python3")
    process.arguments = ["-c", code]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test func thePageHasThem() {
    #expect(Self.snippets.count >= 7)
    #expect(Self.snippets.allSatisfy { $0.code.contains("assert") })
  }

  /// The folder that the page speaks of: a run, its data, and its export.
  private func makeFolder() throws -> Workspace {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    #expect(try workspace.run("lm-train", arguments: LMFixture.training(steps: 4, output: "model")).exitCode == 0)
    let export = try workspace.run(
      "lm-train", "export", "--checkpoint", "model", "--tokenizer", "tokenizer", "--hf", "llama")
    #expect(export.exitCode == 0, "\(export.standardError)")
    return workspace
  }

  @Test(.enabled(if: python != nil, "set LETTERPRESS_PYTHON to a Python with numpy, safetensors and tokenizers"))
  func theyRun() throws {
    let workspace = try makeFolder()
    var ran = 0
    for snippet in Self.snippets {
      let found = try run(
        "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, \(snippet.modules))))",
        in: workspace.folder)
      guard found.status == 0 else { continue }
      let result = try run(snippet.code, in: workspace.folder)
      #expect(result.status == 0, "\(snippet.testDescription)\n\(result.errors)")
      ran += 1
    }
    // Those that need numpy, safetensors and tokenizers, which pipelines/bench/peers.sh installs.
    #expect(ran >= 4)
  }
}
