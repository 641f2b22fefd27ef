import Foundation
import Formats
import TestSupport
import Testing

@testable import Manifest

struct VerificationTests {
  private func bench() throws -> (TestFolder, ManifestStore) {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let sample = try Sample(scratch)
    for name in ["in", "a", "b", "c"] { try scratch.write("content of \(name)", to: name) }
    try store.record(
      sample.run(
        1, "shard", inputs: [try sample.file("part", "in", at: 10)],
        outputs: try ["a", "b", "c"].map { try sample.file("shard", $0, kind: "token shard", at: 14) }))
    return (scratch, store)
  }

  @Test(arguments: [false, true])
  func findsEverythingInOrder(full: Bool) throws {
    let (scratch, store) = try bench()
    let found = try store.verify(full: full)
    #expect(found.isClean)
    #expect(found.files == 4)
    withExtendedLifetime(scratch) {}
  }

  @Test(arguments: [false, true])
  func findsWhatIsWrong(full: Bool) throws {
    let (scratch, store) = try bench()
    try scratch.write("changed", to: "a")
    try Folder.removeFile(scratch.file("b"))
    try scratch.write("another", to: "in")
    try Folder.create(scratch.file("deep"))
    try FileManager.default.moveItem(atPath: scratch.file("c"), toPath: scratch.file("deep/c elsewhere"))
    let found = try store.verify(full: full)
    #expect(found.modified == ["a"])
    #expect(found.missing == ["b"])
    #expect(found.changedInputs == ["in"])
    #expect(found.moved == [Verification.Move(from: "c", to: "deep/c elsewhere")])
    // Looking again finds the same.
    let again = try store.verify(full: full)
    #expect(again.modified == ["a"])
    #expect(again.missing == ["b", "c"])
  }
}
