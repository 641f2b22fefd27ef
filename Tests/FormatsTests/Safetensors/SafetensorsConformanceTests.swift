import Foundation
import TestSupport
import Testing

@testable import Formats

/// docs/safetensors.md tells what is wrong with each malformed file, what we say, and what the reference library does:
/// the table there is held to the files here, and the library's column to the library.
@Suite struct SafetensorsConformanceTests {
  @Test func theTableInTheDocsIsTheOneThatIsTested() throws {
    let rows = try Table.rows()
    #expect(rows.map(\.name) == MalformedSafetensors.all.map(\.name))
    #expect(rows.map(\.message) == MalformedSafetensors.all.map(\.message))
  }

  /// A release of the library may refuse more than the table says, but must not accept more.
  @Test(.python(with: "safetensors", "numpy"))
  func theLibraryAcceptsNoMoreThanTheTableSays() throws {
    let folder = try TestFolder()
    for (index, example) in MalformedSafetensors.all.enumerated() {
      try folder.write(example.bytes, to: String(format: "%03d", index))
    }
    let script = """
      import os, sys
      from safetensors import safe_open
      for name in sorted(os.listdir(sys.argv[1])):
          try:
              with safe_open(os.path.join(sys.argv[1], name), "numpy") as f:
                  for key in f.keys():
                      f.get_tensor(key)
              print("accepts")
          except BaseException as error:
              print("refuses")
      """
    let found = try PythonTool.run(script, [folder.path]).split(separator: "\n").map(String.init)
    let rows = try Table.rows()
    #expect(found.count == rows.count)
    for (row, answer) in zip(rows, found) where answer == "accepts" {
      #expect(row.library.hasPrefix("**accepts**"), "\(row.name)")
    }
  }
}

/// The table of docs/safetensors.md.
private enum Table {
  static let path = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    .appendingPathComponent("docs/safetensors.md").path

  static func rows() throws -> [(name: String, message: String, library: String)] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("| ") }
      .dropFirst().map { line in
        let cells = line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
        guard cells.count == 3 else { throw CocoaError(.formatting) }
        return (cells[0], cells[1], cells[2])
      }
  }
}
