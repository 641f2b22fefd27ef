import Formats
import Foundation
import SQLite
import TestSupport
import Testing

@testable import Manifest

struct RebuildTests {
  /// A database with some runs, closed.
  private func make(_ scratch: TestFolder) throws -> [String] {
    let sample = try Sample(scratch)
    let store = try scratch.store()
    for number in 1...20 {
      try scratch.write("text \(number % 3)", to: "in\(number % 4)")
      try scratch.write("made \(number)", to: "out\(number % 5)")
      var run = sample.run(
        number, "shard", status: number.isMultiple(of: 7) ? .failed : .ok, config: ["n": .integer(Int64(number))],
        inputs: [try sample.file("part", "in\(number % 4)", at: number * 10)],
        outputs: [try sample.file("shard", "out\(number % 5)", kind: "token shard", at: number * 10 + 4)])
      run.metrics = [RunMetric(name: "x", step: number, value: .infinity)]
      try store.record(run)
    }
    let dump = try store.dump()
    try store.close()
    return dump
  }

  @Test func givesTheSameRows() throws {
    let scratch = try TestFolder()
    let before = try make(scratch)
    #expect(try Rebuild.run(scratch.location()) == Rebuild.Report(runs: 20, unreadable: []))
    #expect(try ManifestStore(existing: scratch.location()).dump() == before)
    #expect(try Folder.names(in: scratch.path).filter { $0.hasPrefix("manifest") } == ["manifest.db"])
  }

  @Test(arguments: ["gone", "cut", "garbage", "header", "journal", "newer"])
  func mends(damage: String) throws {
    let scratch = try TestFolder()
    let before = try make(scratch)
    try hurt(scratch, damage)
    #expect(try Rebuild.run(scratch.location()).runs == 20)
    #expect(try ManifestStore(existing: scratch.location()).dump() == before)
  }

  private func hurt(_ scratch: TestFolder, _ damage: String) throws {
    let path = scratch.file("manifest.db")
    switch damage {
    case "gone": try Folder.removeFile(path)
    case "cut": try cut(path, keeping: 5000)
    case "garbage": try scratch.write(String(repeating: "\u{1}\u{2}", count: 3000), to: "manifest.db")
    case "header": try overwrite(path, Array(repeating: 0, count: 100))
    case "journal": try scratch.write(String(repeating: "old", count: 1000), to: "manifest.db-journal")
    default: try setVersion(path, 7)
    }
  }

  private func cut(_ path: String, keeping count: Int) throws {
    let bytes = try FileRangeReader.wholeFile(path, limit: 1 << 20)
    try AtomicFile.write(Array(bytes.prefix(count)), to: path)
  }

  private func overwrite(_ path: String, _ beginning: [UInt8]) throws {
    let bytes = try FileRangeReader.wholeFile(path, limit: 1 << 20)
    try AtomicFile.write(beginning + bytes.dropFirst(beginning.count), to: path)
  }

  private func setVersion(_ path: String, _ version: Int) throws {
    try Database(path: path).write { try $0.execute("PRAGMA user_version = \(version)") }
  }

  // MARK: What a stage says until then

  private func problem(_ scratch: TestFolder) throws -> String {
    do {
      let store = try ManifestStore(existing: scratch.location())
      _ = try store.dump()
      return ""
    } catch {
      return "\(error)".replacingOccurrences(of: scratch.path + "/", with: "")
    }
  }

  @Test(arguments: [
    (
      "gone",
      "manifest.db: no such manifest; choose one with manifest, or run `manifest rebuild` if receipts/ is next to it"
    ),
    (
      "cut",
      "manifest.db: is not a readable database (database disk image is malformed); nothing is lost, run `manifest rebuild` to recreate it from receipts/"
    ),
    (
      "garbage",
      "manifest.db: is not a readable database (file is not a database); nothing is lost, run `manifest rebuild` to recreate it from receipts/"
    ),
    (
      "newer",
      "manifest.db: has schema 7, made by a newer Letterpress (this one knows up to 5); update Letterpress, or run `manifest rebuild` to recreate it from receipts/"
    ),
  ])
  func namesTheWayOut(damage: String, message: String) throws {
    let scratch = try TestFolder()
    _ = try make(scratch)
    try hurt(scratch, damage)
    #expect(try problem(scratch) == message)
  }

  @Test func refusesAnotherProgramsDatabase() throws {
    let scratch = try TestFolder()
    try Database(path: scratch.file("manifest.db")).write { try $0.execute("CREATE TABLE t (x)") }
    #expect(
      try problem(scratch)
        == "manifest.db: is the database of another program (expected a Letterpress manifest); choose another path with manifest"
    )
  }

  @Test func refusesAFolder() throws {
    let scratch = try TestFolder()
    try Folder.create(scratch.file("manifest.db"))
    #expect(
      try problem(scratch)
        == "manifest.db: is a directory (expected an ordinary file, or nothing); move it away or choose another path with manifest"
    )
  }

  @Test func leavesReceiptsOfTheFutureAlone() throws {
    let scratch = try TestFolder()
    _ = try make(scratch)
    let entry = try #require(ReceiptListing(try scratch.location()).entries.last)
    let text = String(decoding: try FileRangeReader.wholeFile(scratch.file(entry.path), limit: 1 << 20), as: UTF8.self)
    try scratch.write(text.replacingOccurrences(of: "\"version\": 1", with: "\"version\": 9"), to: entry.path)
    let report = try Rebuild.run(scratch.location())
    #expect(report.runs == 19)
    #expect(
      report.unreadable.map(\.description) == [
        "\(entry.path): has receipt version 9, made by a newer Letterpress (this one knows up to 1); update Letterpress"
      ])
  }
}
