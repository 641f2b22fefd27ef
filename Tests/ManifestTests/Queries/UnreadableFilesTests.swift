import Foundation
import Formats
import TestSupport
import Testing

@testable import Manifest

/// One recorded file that cannot be read does not hide the others.
struct UnreadableFilesTests {
  private func bench() throws -> (TestFolder, ManifestStore) {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let sample = try Sample(scratch)
    for name in ["in", "also", "a", "b", "c"] { try scratch.write("content of \(name)", to: name) }
    try store.record(
      sample.run(
        1, "shard", inputs: [try sample.file("part", "in", at: 10), try sample.file("part", "also", at: 10)],
        outputs: try ["a", "b", "c"].map { try sample.file("shard", $0, kind: "token shard", at: 14) }))
    return (scratch, store)
  }

  private func reason(_ placed: Placed) -> String? {
    switch placed {
    case .folder: "is a directory (expected a file)"
    case .pipe, .socket, .device: "is a pipe or device (expected an ordinary file)"
    case .linkToItself: "cannot open it, too many levels of symbolic links"
    case .danglingLink: nil
    }
  }

  @Test(arguments: Placed.allCases, [false, true]) func verifyTellsOfEveryFile(placed: Placed, full: Bool) throws {
    let (scratch, store) = try bench()
    for name in ["a", "in"] {
      try Folder.removeFile(scratch.file(name))
      try placed.put(scratch.file(name))
    }
    try scratch.write("changed", to: "b")
    try scratch.write("changed too", to: "also")
    try Folder.removeFile(scratch.file("c"))
    let found = try store.verify(full: full)
    #expect(found.files == 5)
    #expect(!found.isClean)
    #expect(found.modified == ["b"])
    if let reason = reason(placed) {
      #expect(found.missing == ["c"])
      #expect(found.changedInputs == ["also"])
      #expect(found.unreadable == ["a", "in"].map { UnreadableFile(path: $0, reason: reason) })
    } else {
      #expect(found.missing == ["a", "c"])
      #expect(found.changedInputs == ["also", "in"])
      #expect(found.unreadable == [])
    }
    // Looking again finds the same outputs.
    let again = try store.verify(full: full)
    #expect(again.modified == found.modified)
    #expect(again.missing == found.missing)
    #expect(again.unreadable == found.unreadable)
  }

  @Test(arguments: Placed.allCases) func staleTellsOfEveryFile(placed: Placed) throws {
    let (scratch, store) = try bench()
    try Folder.removeFile(scratch.file("in"))
    try placed.put(scratch.file("in"))
    #expect(try store.staleFiles().files == [])
    try scratch.write("changed", to: "also")
    let report = try store.staleFiles()
    #expect(report.files.map(\.path) == ["a", "b", "c"])
    #expect(report.unreadable == (reason(placed).map { [UnreadableFile(path: "in", reason: $0)] } ?? []))
  }

  @Test func whyTellsWhatIsKnown() throws {
    let (scratch, store) = try bench()
    try Folder.removeFile(scratch.file("a"))
    try Folder.create(scratch.file("a"))
    let history = try store.currentHistory(of: scratch.file("a"))
    #expect(history.producer?.name.id == Sample.id(1))
    #expect(history.unreadable == "is a directory (expected a file)")
    try Folder.create(scratch.file("unknown"))
    #expect(throws: FormatError.file(path: scratch.file("unknown"), .isDirectory)) {
      try store.currentHistory(of: scratch.file("unknown"))
    }
  }

  /// A pipe of the right size among the places where a lost output might be.
  @Test func theSearchGoesOn() throws {
    let (scratch, store) = try bench()
    try Placed.pipe.put(scratch.file("pipe"))
    try Folder.create(scratch.file("deep"))
    try FileManager.default.moveItem(atPath: scratch.file("c"), toPath: scratch.file("deep/c"))
    #expect(try store.verify(full: true).moved == [Verification.Move(from: "c", to: "deep/c")])
  }
}
