import TestSupport
import Testing

@testable import Formats

@Suite struct MetricsTests {
  @Test func recordsAreLines() throws {
    let folder = try TestFolder()
    let writer = try MetricsWriter(path: folder.file("m.jsonl"), keepingThroughStep: nil)
    try writer.append(["step": 1, "loss": 2.5])
    #expect(try folder.bytes("m.jsonl") == Array("{\"loss\":2.5,\"step\":1}\n".utf8))
    try writer.append(["step": 2, "loss": .number(.nan)])
    try writer.close()
    #expect(
      try MetricsReader.records(folder.file("m.jsonl")) == [["step": 1, "loss": 2.5], ["step": 2, "loss": nil]])
  }

  @Test func resumingDropsWhatCameAfter() throws {
    let folder = try TestFolder()
    try folder.write("{\"step\":1}\n{\"step\":2}\n{\"step\":2,\"valid\":1}\n{\"step\":3}\n{\"step\":4,\"lo", to: "m")
    let writer = try MetricsWriter(path: folder.file("m"), keepingThroughStep: 2)
    try writer.append(["step": 3, "again": true])
    try writer.close()
    #expect(
      try MetricsReader.records(folder.file("m"))
        == [["step": 1], ["step": 2], ["step": 2, "valid": 1], ["step": 3, "again": true]])
    #expect(try folder.names() == ["m"])
  }

  @Test func beginningAnewEmptiesTheFile() throws {
    let folder = try TestFolder()
    try folder.write("{\"step\":1}\n", to: "m")
    try MetricsWriter(path: folder.file("m"), keepingThroughStep: nil).close()
    #expect(try folder.bytes("m") == [])
    try MetricsWriter(path: folder.file("new"), keepingThroughStep: 5).close()
    #expect(try folder.bytes("new") == [])
  }

  @Test(arguments: [
    ("{\"step\":1}\n{\"step\":}\n", "m: line 2: malformed JSON at byte 8: found '}' (expected a value)"),
    ("{\"step\":1}\n\n", "m: line 2: malformed JSON at byte 0: the text ends here (expected a value)"),
    ("{\"loss\":1}\n", "m: line 1: no \"step\" (expected an object with a whole number \"step\")"),
    ("[1]\n", "m: line 1: no \"step\" (expected an object with a whole number \"step\")"),
  ])
  func aBadLineIsNamed(_ text: String, _ expected: String) throws {
    let folder = try TestFolder()
    try folder.write(text, to: "m")
    #expect(message(folder) { _ = try MetricsReader.records(folder.file("m")) } == expected)
  }

  @Test func longFilesAreReadInPieces() throws {
    let folder = try TestFolder()
    let writer = try MetricsWriter(path: folder.file("m"), keepingThroughStep: nil)
    for step in 0..<20_000 {
      try writer.append(["step": .integer(Int64(step)), "text": "0123456789012345678901234567890123456789"])
    }
    try writer.close()
    var next = 0
    try MetricsReader.forEach(folder.file("m")) { _, step in
      #expect(step == next)
      next += 1
    }
    #expect(next == 20_000)
  }
}
