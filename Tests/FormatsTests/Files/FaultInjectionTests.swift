import Foundation
import Messages
import Parallel
import TestSupport
import Testing

@testable import Formats

/// What happens when the system refuses: every write goes through `FileCalls`.
@Suite struct FaultInjectionTests {
  static func failing(_ code: Int32, after bytes: Int = 0) -> FileCalls {
    let written = Locked(0)
    var calls = FileCalls.system
    calls.write = { descriptor, pointer, count in
      let allowed = written.withLock { total in
        let allowed = min(count, bytes - total)
        total += max(0, allowed)
        return allowed
      }
      if allowed > 0 { return FileCalls.system.write(descriptor, pointer, allowed) }
      errno = code
      return -1
    }
    return calls
  }

  static let causes: [(Int32, String)] = [
    (
      ENOSPC,
      "cannot write it, no space left on its file system; free some space or choose another directory, then run again"
    ),
    (
      EDQUOT,
      "cannot write it, no space left on its file system; free some space or choose another directory, then run again"
    ),
    (EIO, "cannot write it, input/output error; check the disk, then run again"),
    (
      EFBIG,
      "cannot write it, the limit on file sizes is reached; raise the limit that was set (ulimit -f) or choose another "
        + "directory, then run again"
    ),
  ]

  @Test(arguments: causes)
  func aFailedWriteKeepsThePreviousFile(_ code: Int32, _ text: String) throws {
    let folder = try TestFolder()
    try folder.write("old", to: "a")
    let error = formatError {
      let writer = try AtomicFileWriter(path: folder.file("a"), calls: Self.failing(code, after: 100_000))
      try writer.write([UInt8](repeating: 7, count: 300_000))
      _ = try writer.commit()
    }
    #expect(error?.category == .io)
    #expect(error?.description == "\(folder.file("a")): \(text)")
    #expect(try folder.names() == ["a"])
    #expect(try folder.bytes("a") == Array("old".utf8))
  }

  @Test func shortAndInterruptedWritesGoOn() throws {
    let folder = try TestFolder()
    var calls = FileCalls.system
    let count = Locked(0)
    calls.write = { descriptor, pointer, length in
      let turn = count.withLock { value in
        value += 1
        return value
      }
      if turn % 2 == 0 {
        errno = EINTR
        return -1
      }
      return FileCalls.system.write(descriptor, pointer, min(length, 977))
    }
    let bytes = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let writer = try AtomicFileWriter(path: folder.file("a"), calls: calls)
    try writer.write(bytes)
    #expect(try writer.commit().digest == .of(bytes))
    #expect(try folder.bytes("a") == bytes)
  }

  @Test func aFailedSyncOrRenameKeepsThePreviousFile() throws {
    let folder = try TestFolder()
    try folder.write("old", to: "a")
    var sync = FileCalls.system
    sync.sync = { _ in
      errno = EIO
      return -1
    }
    var rename = FileCalls.system
    rename.rename = { _, _ in
      errno = EACCES
      return -1
    }
    let expected = [
      (sync, "a: cannot sync it, input/output error; check the disk, then run again"),
      (rename, "a: cannot rename it, permission denied; check the permissions"),
    ]
    for (calls, text) in expected {
      let found = message(folder) {
        let writer = try AtomicFileWriter(path: folder.file("a"), calls: calls)
        try writer.write([1, 2, 3])
        _ = try writer.commit()
      }
      #expect(found == text)
      #expect(try folder.names() == ["a"])
      #expect(try folder.bytes("a") == Array("old".utf8))
    }
  }

  @Test(arguments: [10, 500, 3_000, 20_000, 100_000])
  func aShardThatMeetsAFullDiskLeavesNothing(_ room: Int) throws {
    let folder = try TestFolder()
    let error = formatError {
      let writer = try TokenShardWriter(
        path: folder.file("a.u16.zst"), header: SmallShard.header(), level: 1, team: nil,
        calls: Self.failing(ENOSPC, after: room))
      for _ in 0..<40_000 {
        try writer.append(SmallShard.tokens(20), textBytes: 1)
        try writer.endDocument()
      }
      _ = try writer.finish()
    }
    #expect(error?.category == .io)
    #expect(error?.description.contains("no space left on its file system") == true)
    #expect(try folder.names() == [])
  }

  @Test func metricsTellOfAFullDisk() throws {
    let folder = try TestFolder()
    let error = message(folder) {
      let writer = try MetricsWriter(path: folder.file("m"), keepingThroughStep: nil, calls: Self.failing(ENOSPC))
      try writer.append(["step": 1])
    }
    #expect(
      error
        == "m: cannot append it, no space left on its file system; free some space or choose another directory, then run again"
    )
  }
}
