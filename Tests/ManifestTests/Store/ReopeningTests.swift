import Formats
import Foundation
import SQLite
import TestSupport
import Testing

@testable import Manifest

/// The file of an open manifest is removed or replaced by another: nobody who has it open fails, and no row is lost.
struct ReopeningTests {
  private func bench() throws -> (TestFolder, Sample, ManifestStore) {
    let scratch = try TestFolder()
    let sample = try Sample(scratch)
    let store = try scratch.store()
    try store.record(sample.run(1, "bpe-train"))
    return (scratch, sample, store)
  }

  @Test func aRemovedManifestIsMadeAnew() throws {
    let (scratch, sample, store) = try bench()
    try Folder.removeFile(scratch.file("manifest.db"))
    // What was removed can still be read, and is all that is known.
    #expect(try store.runCount() == 1)
    try store.record(sample.run(2, "shard"))
    #expect(try store.runIDs() == [Sample.id(1), Sample.id(2)])
    #expect(try scratch.store().dump() == store.dump())
  }

  @Test func aReplacedManifestIsAskedInstead() throws {
    let (scratch, sample, store) = try bench()
    try cutAndRebuild(scratch)
    try scratch.store().record(sample.run(2, "shard"))
    #expect(try store.runIDs() == [Sample.id(1), Sample.id(2)])
    try cutAndRebuild(scratch)
    try store.record(sample.run(3, "lm-train"))
    #expect(try scratch.store().runIDs() == [Sample.id(1), Sample.id(2), Sample.id(3)])
  }

  private func cutAndRebuild(_ scratch: TestFolder) throws {
    let path = scratch.file("manifest.db")
    try AtomicFile.write(Array(try FileRangeReader.wholeFile(path, limit: 1 << 20).prefix(6000)), to: path)
    _ = try Rebuild.run(scratch.location())
  }

  @Test func aRebuildInPlaceIsJustAnotherWriter() throws {
    let (scratch, sample, store) = try bench()
    let before = FileIdentity(scratch.file("manifest.db"))
    #expect(try Rebuild.run(scratch.location()).runs == 1)
    #expect(FileIdentity(scratch.file("manifest.db")) == before)
    try store.record(sample.run(2, "shard"))
    #expect(try store.runIDs() == [Sample.id(1), Sample.id(2)])
  }

  /// A manifest that was emptied under an open connection, as a stray journal can do.
  @Test func anEmptiedManifestIsFilled() throws {
    let (scratch, _, store) = try bench()
    let other = try Database(path: scratch.file("manifest.db"))
    for view in Views.all { try other.execute("DROP VIEW \(view.split(separator: " ")[2])") }
    for table in ["io", "metric", "receipt", "location", "artifact", "run", "stat_cache"] {
      try other.execute("DROP TABLE \(table)")
    }
    try other.execute("PRAGMA user_version = 0; PRAGMA application_id = 0")
    #expect(try store.runCount() == 1)
    withExtendedLifetime(scratch) {}
  }

  /// The file that a link leads to is replaced, not the link.
  @Test func aLinkStays() throws {
    let (scratch, _, store) = try bench()
    try store.close()
    try Folder.create(scratch.file("disk"))
    let (link, file) = (scratch.file("manifest.db"), scratch.file("disk/there.db"))
    try FileManager.default.moveItem(atPath: link, toPath: file)
    #expect(symlink(file, link) == 0)
    #expect(try Rebuild.run(scratch.location()).runs == 1)
    try AtomicFile.write(Array(try FileRangeReader.wholeFile(file, limit: 1 << 20).prefix(6000)), to: file)
    #expect(try Rebuild.run(scratch.location()).runs == 1)
    #expect(PathKind.isLink(link))
    #expect(try scratch.store().runCount() == 1)
  }

  /// Stages, questions and rebuilds at once.
  @Test func everybodyAtOnce() throws {
    let (scratch, sample, _) = try bench()
    let location = try scratch.location()
    let problems = Problems()
    DispatchQueue.concurrentPerform(iterations: 12) { worker in
      for round in 0..<10 {
        do {
          switch worker % 4 {
          case 0: _ = try Rebuild.run(location)
          case 1: _ = try ManifestStore(creating: location).runs(limit: 3)
          default: try ManifestStore(creating: location).record(sample.run(100 * worker + round, "bpe-encode"))
          }
        } catch {
          problems.add("\(worker): \(error)")
        }
      }
    }
    #expect(problems.texts == [])
    #expect(try ManifestStore(existing: location).runCount() == 61)
  }
}
