import Foundation
import Testing

@testable import LineEditing

struct HistoryFileTests {
  private func folder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("history-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
  }

  @Test(arguments: [
    (["XDG_STATE_HOME": "/state", "HOME": "/home/me"], "/state/letterpress/history"),
    (["HOME": "/home/me"], "/home/me/.local/state/letterpress/history"),
    (["XDG_STATE_HOME": "state", "HOME": "/home/me"], "/home/me/.local/state/letterpress/history"), ([:], nil),
  ])
  func liesInTheStateDirectory(environment: [String: String], path: String?) {
    #expect(HistoryFile { environment[$0] }?.path == path)
  }

  @Test func keepsLinesForItsOwnerOnly() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = HistoryFile(path: "\(folder)/a/b/history")
    #expect(file.load() == [])
    let lines = ["one", "two\nlines", "a \\ and \\n", "猫"]
    lines.forEach(file.append)
    #expect(file.load() == lines)
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func whatIsNoFileIsDoneWithout() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for path in [folder, "/proc/none/history", "/dev/full"] {
      HistoryFile(path: path).append("line")
      #expect(HistoryFile(path: path).load() == [])
    }
    try Data([0xFF, 0x0A, 0x61]).write(to: URL(fileURLWithPath: "\(folder)/odd"))
    #expect(HistoryFile(path: "\(folder)/odd").load() == ["\u{FFFD}", "a"])
  }
}
