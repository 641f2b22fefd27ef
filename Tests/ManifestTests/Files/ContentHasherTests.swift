import Formats
import TestSupport
import Testing

@testable import Manifest

struct ContentHasherTests {
  private let wrong = Digest.of([9, 9, 9])

  /// Puts a digest that is not the file's into the cache: whoever gets it has not read the file.
  private func plant(_ store: ManifestStore, _ path: String, at: Timestamp, change: (inout FileStat) -> Void = { _ in })
    throws
  {
    var stat = try FileStat.ofExisting(store.location.resolved(path))
    change(&stat)
    let content = ContentHasher.Content(
      path: path, fileDigest: wrong, identity: wrong, seen: FileObservation(stat: stat, at: at), wasHashed: true)
    try store.remember([(path, content)])
  }

  private func digest(_ store: ManifestStore, _ path: String) throws -> Digest? {
    try ContentHasher(location: store.location, store: store).contents(of: [path]).first??.fileDigest
  }

  @Test func trustsAFileThatHadRested() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    try scratch.write("text", to: "a")
    let later = Timestamp(nanoseconds: Timestamp.precise.nanoseconds + 3_000_000_000)
    try plant(store, "a", at: later)
    #expect(try digest(store, "a") == wrong)
  }

  @Test func readsAFileThatChangedJustBefore() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    try scratch.write("text", to: "a")
    try plant(store, "a", at: .precise)
    #expect(try digest(store, "a") == Digest.of(Array("text".utf8)))
  }

  @Test(
    arguments: [
      { (stat: inout FileStat) in stat.size += 1 }, { $0.modified -= 1 }, { $0.changed -= 1 }, { $0.inode += 1 },
    ] as [@Sendable (inout FileStat) -> Void])
  func readsAFileWhoseStatChanged(change: @Sendable (inout FileStat) -> Void) throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    try scratch.write("text", to: "a")
    let later = Timestamp(nanoseconds: Timestamp.precise.nanoseconds + 3_000_000_000)
    try plant(store, "a", at: later, change: change)
    #expect(try digest(store, "a") == Digest.of(Array("text".utf8)))
  }

  @Test func findsNothingWhereNothingIs() throws {
    let scratch = try TestFolder()
    #expect(try digest(try scratch.store(), "nothing") == nil)
  }

  @Test func refusesFolders() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    #expect(throws: FormatError.file(path: store.location.root + "/.", .isDirectory)) { try digest(store, ".") }
  }

  @Test func tellsHowFarItIs() throws {
    let scratch = try TestFolder()
    try scratch.write("12345", to: "a")
    try scratch.write("123", to: "b")
    var steps: [[Int]] = []
    let hasher = ContentHasher(location: try scratch.location(), store: nil) { steps.append([$0, $1]) }
    _ = try hasher.contents(of: ["a", "none", "b"])
    #expect(steps == [[5, 8], [8, 8]])
  }
}
