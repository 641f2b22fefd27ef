import TestSupport
import Testing

@testable import Formats

@Suite struct TensorBoardTests {
  @Test func theChecksumIsCastagnolis() {
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.masked([]) == 0xA282_EAD8)
  }

  @Test func aRecordIsFramed() {
    let event = TensorBoardEvent(wallTime: 1, step: 0, .fileVersion)
    // wall_time 1.0 and "brain.Event:2", as TensorFlow begins its files.
    let message: [UInt8] = [9, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0x1A, 13] + Array("brain.Event:2".utf8)
    #expect(event.message == message)
    let record = TensorBoardWriter.record(event)
    #expect(Array(record[..<8]) == [24, 0, 0, 0, 0, 0, 0, 0])
    #expect(record.count == 8 + 4 + 24 + 4)
  }

  @Test func metricsBecomeScalars() throws {
    let record: JSONValue = ["step": 3, "loss": 2.5, "lr": 0.001, "split": "train", "seconds": 9]
    let event = try #require(TensorBoardEvent(metrics: record, wallTime: 5))
    #expect(event.step == 3)
    #expect(event.content == .scalars([("loss/train", 2.5), ("learning_rate", 0.001)]))
    #expect(TensorBoardEvent(metrics: ["step": 8, "diverged": true], wallTime: 5) == nil)
    #expect(TensorBoardEvent(metrics: ["step": 8, "loss": nil], wallTime: 5) == nil)
  }

  @Test func aSessionBeginsAFileThatSortsAfterTheOthers() throws {
    let folder = try TestFolder()
    for step in [nil, 5, 9] {
      try TensorBoardWriter(folder: folder.path, continuingAt: step, wallTime: 1000.7).close()
    }
    #expect(
      try folder.names() == [1000, 1001, 1002].map { "events.out.tfevents.000000\($0).letterpress" })
    let first = try folder.bytes("events.out.tfevents.0000001000.letterpress")
    let second = try folder.bytes("events.out.tfevents.0000001001.letterpress")
    #expect(first.count == 40 && second.count > 40)
  }

  @Test func recordsAreWrittenWhole() throws {
    let folder = try TestFolder()
    let writer = try TensorBoardWriter(folder: folder.path, continuingAt: nil, wallTime: 1)
    let event = TensorBoardEvent(wallTime: 2, step: 1, .scalars([("loss/train", 3)]))
    let size = TensorBoardWriter.record(event).count
    for _ in 0..<10_000 { try writer.append(event) }
    let name = try #require(try folder.names().first)
    #expect((try folder.bytes(name).count - 40).isMultiple(of: size))
    writer.close()
    #expect(try folder.bytes(name).count == 40 + 10_000 * size)
  }

  @Test func filesOfOthersAreLeftAlone() throws {
    let folder = try TestFolder()
    try folder.write("x", to: "events.out.tfevents.0000000001.host")
    try TensorBoardWriter(folder: folder.path, continuingAt: nil, wallTime: 5).close()
    let file = try TensorBoardWriter.replaceFiles(in: folder.path, wallTime: 3) { add in
      try add(TensorBoardEvent(wallTime: 4, step: 1, .scalars([("a", 1)])))
    }
    #expect(
      try folder.names() == ["events.out.tfevents.0000000001.host", "events.out.tfevents.0000000003.letterpress"])
    #expect(file.bytes > 40)
  }
}
