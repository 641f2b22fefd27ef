import Formats
import TestSupport
import Testing

@testable import Manifest

struct FolderHistoryTests {
  @Test func tellsWhoMadeWhatIsInAFolder() throws {
    let scratch = try TestFolder()
    let (sample, store) = (try Sample(scratch), try scratch.store())
    for name in ["run/a", "run/deep/b", "running", "run/given"] { try scratch.write("1234567", to: name) }
    try scratch.write("other", to: "run/deep/b")
    try store.record(sample.run(1, "first", outputs: [try sample.file("x", "run/a", kind: "checkpoint", at: 11)]))
    try store.record(
      sample.run(
        2, "second", inputs: [try sample.file("g", "run/given", at: 20)],
        outputs: [
          try sample.file("x", "run/deep/b", kind: "metrics", at: 21), try sample.file("x", "running", at: 21),
        ]))
    let history = try #require(try store.history(ofFolder: scratch.file("run/")))
    #expect(history.path == "run")
    #expect(history.groups.map(\.producer.stage) == ["second", "first"])
    #expect(history.groups.map(\.present) == [1, 1] && history.groups.map(\.bytes) == [5, 7])
    #expect(history.latest?.name.stage == "second")
    #expect(history.readers.map(\.stage) == ["second"])
    // The same bytes as run/a, and yet nobody made it there.
    #expect(history.given == 1)
    try Folder.removeFile(scratch.file("run/a"))
    #expect(try store.history(ofFolder: scratch.file("run"))?.groups[1].gone == 1)
    #expect(try store.history(ofFolder: scratch.file("ru")) == nil)
    #expect(try store.history(ofFolder: scratch.path)?.groups.map(\.present) == [2, 0])
  }
}
