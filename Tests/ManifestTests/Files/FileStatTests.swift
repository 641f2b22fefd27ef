import Foundation
import TestSupport
import Testing

@testable import Manifest

struct FileStatTests {
  /// A file system may keep times that no receipt can hold: they become the first or the last that it can.
  @Test(arguments: [-9_999_999_999.0, -1, 0, 1_795_248_000, 9_999_999_999])
  func timesOfFiles(seconds: Double) throws {
    let scratch = try TestFolder()
    try scratch.write("text", to: "a")
    let date = Date(timeIntervalSince1970: seconds)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: scratch.file("a"))
    let stat = try FileStat.ofExisting(scratch.file("a"))
    #expect(stat.size == 4)
    // File systems have their own ideas of distant dates; of near ones they do not.
    if (0..<2e9).contains(seconds) { #expect(stat.modified == Int64(seconds) * 1_000_000_000) }
    #expect((0...ReceiptMembers.latest).contains(stat.modified))
  }

  @Test func secondsBecomeNanoseconds() {
    #expect(Int64.nanoseconds(seconds: 2, 5) == 2_000_000_005)
    #expect(Int64.nanoseconds(seconds: -2, 5) == -1_999_999_995)
    #expect(Int64.nanoseconds(seconds: 9_999_999_999) == .max && Int64.nanoseconds(seconds: -9_999_999_999) == .min)
    #expect(Int64.max.addingClamped(1) == .max && Int64.min.addingClamped(-1) == .min && Int64(1).addingClamped(2) == 3)
    #expect(Int64.min.subtractingClamped(1) == .min && Int64.max.subtractingClamped(-1) == .max)
  }
}
