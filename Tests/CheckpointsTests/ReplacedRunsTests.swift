import Foundation
import TestSupport
import Testing

@testable import Checkpoints

struct ReplacedRunsTests {
  private static let run = [
    "config.json", "events.out.tfevents.0000000001.letterpress", "metrics.jsonl", "step-00000007.safetensors",
  ]

  private func folder(_ names: [String]) throws -> TestFolder {
    let scratch = try TestFolder()
    for name in names { try Data(name.utf8).write(to: URL(fileURLWithPath: scratch.file(name))) }
    return scratch
  }

  @Test func aRunIsMovedAsideWholeAndNothingElseIs() throws {
    let scratch = try folder(Self.run + ["eval.json", "notes.txt", "step-7.safetensors"])
    let replaced = ReplacedRuns(in: RunFolder(scratch.path))
    let moved = try #require(try replaced.setAside())
    #expect(moved.place == scratch.file("replaced"))
    #expect(Set(moved.files) == Set(Self.run.map(scratch.file)))
    #expect(try scratch.names() == ["eval.json", "notes.txt", "replaced", "step-7.safetensors"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: moved.place).sorted() == Self.run)
    #expect(try replaced.setAside() == nil)
  }

  @Test func checkpointsOfLaterStepsAreMovedAlone() throws {
    let scratch = try folder(Self.run + ["step-00000009.safetensors", "step-00000012.safetensors"])
    let replaced = ReplacedRuns(in: RunFolder(scratch.path))
    let moved = try #require(try replaced.setAside(after: 7))
    #expect(moved.files.map { String($0.suffix(20)) } == ["00000009.safetensors", "00000012.safetensors"])
    #expect(try scratch.names() == (Self.run + ["replaced"]).sorted())
    #expect(try replaced.setAside(after: 7) == nil)
    try replaced.remove()
    #expect(try scratch.names() == Self.run)
  }

  @Test func severalWaitBesideEachOtherAndGoTogether() throws {
    let scratch = try folder(Self.run)
    let replaced = ReplacedRuns(in: RunFolder(scratch.path))
    for place in ["replaced", "replaced-2", "replaced-3"] {
      for name in Self.run { try Data().write(to: URL(fileURLWithPath: scratch.file(name))) }
      #expect(try replaced.setAside()?.place == scratch.file(place))
    }
    try Data().write(to: URL(fileURLWithPath: scratch.file("replaced-2/mine.txt")))
    try FileManager.default.createDirectory(atPath: scratch.file("replaced-by-me"), withIntermediateDirectories: true)
    try replaced.remove()
    #expect(try scratch.names() == ["replaced-2", "replaced-by-me"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.file("replaced-2")) == ["mine.txt"])
  }

  /// A kill in the middle: some files are away, and something of that name may have come since.
  @Test func aMoveThatWasInterruptedIsUndone() throws {
    let scratch = try folder(Array(Self.run.prefix(2)))
    let partial = scratch.file(".replaced.partial")
    try FileManager.default.createDirectory(atPath: partial, withIntermediateDirectories: true)
    for name in Self.run.suffix(2) { try Data("old".utf8).write(to: URL(fileURLWithPath: "\(partial)/\(name)")) }
    try ReplacedRuns(in: RunFolder(scratch.path)).restore()
    #expect(try scratch.names() == Self.run)
    #expect(try String(contentsOfFile: scratch.file("metrics.jsonl"), encoding: .utf8) == "old")
  }
}
