import Foundation
import Formats
import TestSupport
import Testing

@testable import Manifest

/// One receipt that cannot be read is named; the others are taken in.
struct BadReceiptsTests {
  private static let bad = "receipts/202611/\(Sample.id(1)).json"

  /// A folder with the receipt of run 2, and something where that of run 1 should be.
  private func bench(_ spoil: (TestFolder) throws -> Void) throws -> TestFolder {
    let scratch = try TestFolder()
    let sample = try Sample(scratch)
    try ReceiptFolder(scratch.location()).record(sample.run(2, "shard"))
    try spoil(scratch)
    return scratch
  }

  private func check(_ scratch: TestFolder, _ messages: [String]) throws {
    let store = try scratch.store()
    for taken in [1, 0] {
      let report = try store.ingestPending()
      #expect(report.ingested == taken)
      #expect(report.unreadable.map(\.description) == messages)
    }
    #expect(try store.runIDs() == [Sample.id(2)])
    try store.close()
    let location = try scratch.location()
    let rebuilt = try Rebuild.run(location)
    #expect(rebuilt.runs == 1)
    #expect(rebuilt.unreadable.map(\.description) == messages)
    let copy = try ManifestStore(copyOf: location)
    #expect(try copy.ingestPending().unreadable.map(\.description) == messages)
  }

  private func message(_ path: String, _ detail: String) -> String {
    "\(path): cannot be read as a run receipt (\(detail)); it is left alone, make it readable or move it away"
  }

  @Test(arguments: Placed.allCases) func whatIsNoFile(placed: Placed) throws {
    let scratch = try bench { try placed.put($0.file(Self.bad)) }
    try check(scratch, [message(Self.bad, placed.words)])
  }

  @Test(arguments: [Placed.pipe, .device, .danglingLink, .linkToItself]) func whatIsNoMonth(placed: Placed) throws {
    let scratch = try bench { try placed.put($0.file("receipts/202612")) }
    try check(scratch, [message("receipts/202612", "\(placed.words), expected a directory")])
  }

  @Test func aMonthThatIsAFile() throws {
    let scratch = try bench { try $0.write("", to: "receipts/202612") }
    try check(scratch, [message("receipts/202612", "is a file, expected a directory")])
  }

  @Test func aHugeOne() throws {
    let scratch = try bench { scratch in
      try scratch.write("{", to: Self.bad)
      #expect(truncate(scratch.file(Self.bad), off_t(ReceiptFolder.largest + 1)) == 0)
    }
    try check(scratch, [message(Self.bad, "has 67108865 bytes (expected at most 67108864)")])
  }

  @Test func aNameThatIsNotUTF8() throws {
    let scratch = try bench { scratch in
      let name = Array(scratch.file("receipts/202611/").utf8CString.dropLast()) + [-1, -2, 46, 106, 115, 111, 110, 0]
      let descriptor = open(name, O_CREAT | O_WRONLY, 0o600)
      #expect(descriptor >= 0)
      close(descriptor)
    }
    try check(scratch, [message("receipts/202611/\\xFF\\xFE.json", "its name is not UTF-8")])
  }

  @Test func aCutOne() throws {
    let scratch = try bench { try $0.write("{\"format\": \"letter", to: Self.bad) }
    let messages = ReceiptFolder(try scratch.location()).pending(writing: false).report.unreadable.map(\.description)
    #expect(messages.count == 1)
    #expect(messages.first?.hasPrefix("\(Self.bad): is not a run receipt (") == true)
    try check(scratch, messages)
  }

  /// A folder of receipts that was copied.
  @Test func aSecondOfTheSameRun() throws {
    let good = "receipts/202611/\(Sample.id(2)).json"
    let copy = "receipts/202612/\(Sample.id(2)).json"
    let scratch = try bench { scratch in
      try Folder.create(scratch.file("receipts/202612"))
      try FileManager.default.copyItem(atPath: scratch.file(good), toPath: scratch.file(copy))
    }
    try check(scratch, [message(copy, "the receipt of this run is \(good)")])
  }

  @Test func noFolderOfReceipts() throws {
    let scratch = try TestFolder()
    try scratch.write("", to: "receipts")
    #expect(
      try scratch.store().ingestPending().unreadable.map(\.description)
        == [message("receipts", "is a file, expected a directory")])
  }

  /// The receipt of a dead run that may not be written: the run is interrupted in the database, and that is news once.
  @Test func aDeadRunOfAnotherUser() throws {
    let scratch = try TestFolder()
    let store = try scratch.store()
    let run = try Sample.deadRun(in: scratch)
    try store.record(run)
    let pending = ReceiptFolder(store.location).pending(writing: false)
    #expect(pending.receipts.map(\.run.status) == [.interrupted])
    #expect(pending.report.interrupted == 1)
    let digest = pending.receipts[0].digest.hex
    let known = KnownReceipt(digest: digest, status: "interrupted", isSettled: false)
    let again = ReceiptFolder(store.location).pending(beyond: [Self.bad: known], writing: false)
    #expect(again.report == IngestReport())
  }
}
