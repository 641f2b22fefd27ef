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

  private static func run(_ code: String, in folder: URL) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "python3")
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

  /// Whether Python finds all these libraries.
  static func has(_ modules: String...) -> Bool {
    guard python != nil else { return false }
    let code = "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, \(modules))))"
    return (try? run(code, in: FileManager.default.temporaryDirectory))?.status == 0
  }

  /// Runs the blocks that need a library, or those that need none of the large ones.
  private func runBlocks(_ count: Int, with library: String? = nil) throws {
    let workspace = try makeFolder()
    let blocks = Self.snippets.filter { block in
      library.map(block.modules.contains) ?? Set(block.modules).isDisjoint(with: ["torch", "gigatoken"])
    }
    #expect(blocks.count >= count)
    for block in blocks {
      let result = try Self.run(block.code, in: workspace.folder)
      #expect(result.status == 0, "\(block.testDescription)\n\(result.errors)")
    }
  }

  @Test(.enabled(if: python != nil, "set LETTERPRESS_PYTHON to a Python with numpy, safetensors and tokenizers"))
  func theyRun() throws { try runBlocks(4) }

  @Test(.enabled(if: has("torch", "transformers"), "set LETTERPRESS_PYTHON to a Python with torch and transformers"))
  func thoseWithTorchRun() throws { try runBlocks(2, with: "torch") }

  @Test(
    .enabled(if: has("gigatoken", "tokenizers"), "set LETTERPRESS_PYTHON to a Python with gigatoken and tokenizers"))
  func thoseWithGigatokenRun() throws { try runBlocks(1, with: "gigatoken") }
}
