import Foundation
import Parallel
import TestSupport
import Testing

@testable import Formats

struct FileLockTests {
  private func take(_ path: String, _ holder: String = "somebody", group: String? = nil) throws -> FileLock {
    try FileLock(path, holder: holder, group: group, for: path)
  }

  private func holder(_ path: String, group: String? = nil) -> String? {
    do {
      _ = try take(path, "another", group: group)
      return nil
    } catch {
      return (error as? FileLock.Holder)?.words ?? "\(error)"
    }
  }

  @Test func oneAtATimeAndNothingIsLeft() throws {
    let folder = try TestFolder()
    let path = folder.file(".lock")
    do {
      let lock = try take(path)
      #expect(holder(path) == "somebody")
      lock.note("shard run 1")
      #expect(holder(path) == "shard run 1")
      withExtendedLifetime(lock) {}
    }
    #expect(try folder.names() == [])
    #expect(holder(path) == nil)
  }

  @Test func thoseOfOneGroupShareIt() throws {
    let folder = try TestFolder()
    let path = folder.file(".lock")
    var locks = [try take(path, group: "a"), try take(path, group: "a")]
    #expect(holder(path, group: "b") == "somebody")
    #expect(holder(path) == "somebody")
    locks.removeFirst()
    #expect(holder(path, group: "b") == "somebody")
    #expect(holder(path, group: "a") == nil)
    locks = []
    #expect(try folder.names() == [])
    withExtendedLifetime(locks) {}
  }

  /// A process that is stopped gives up its part, and the file stays for the others.
  @Test func toReleaseASharedLockLeavesItToTheOthers() throws {
    let folder = try TestFolder()
    let path = folder.file(".lock")
    do {
      let other = try take(path, group: "a")
      let own = open(path, O_RDWR)
      defer { close(own) }
      #expect(flock(own, LOCK_SH | LOCK_NB) == 0)
      FileLock.release(own, path)
      #expect(holder(path, group: "b") == "somebody")
      withExtendedLifetime(other) {}
    }
    #expect(try folder.names() == [])
  }

  @Test func theFileOfAKilledProcessIsTakenOver() throws {
    let folder = try TestFolder()
    try folder.write("long gone\n", to: ".lock")
    #expect(holder(folder.file(".lock")) == nil)
    #expect(try folder.names() == [])
  }

  @Test func aPlantedLinkPipeOrFolderIsNoLock() throws {
    let folder = try TestFolder()
    try folder.write("precious", to: "text")
    let path = folder.file(".lock")
    symlink(folder.file("text"), path)
    #expect(message(folder) { _ = try take(path) }?.contains("cannot create it, ") == true)
    unlink(path)
    mkfifo(path, 0o644)
    #expect(
      message(folder) { _ = try take(path) }
        == ".lock: is a pipe or device (expected a file to write); choose another path")
    #expect(try folder.bytes("text") == Array("precious".utf8))
  }

  /// However many want it, nobody meets another one inside.
  @Test func manyThreadsNeverMeet() throws {
    let folder = try TestFolder()
    let path = folder.file(".lock")
    let inside = Locked(0)
    DispatchQueue.concurrentPerform(iterations: 200) { _ in
      guard let lock = try? take(path) else { return }
      let others = inside.withLock { inside -> Int in
        defer { inside += 1 }
        return inside
      }
      #expect(others == 0)
      usleep(50)
      inside.withLock { $0 -= 1 }
      withExtendedLifetime(lock) {}
    }
  }
}
