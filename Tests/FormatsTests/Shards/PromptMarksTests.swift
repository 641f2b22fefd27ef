import Foundation
import Parallel
import TestSupport
import Testing

@testable import Formats

/// Shards whose tokens carry marks.
@Suite struct PromptMarksTests {
  private static let count = 2 * 8_192 + 77
  private static let tokens = SmallShard.tokens(count)
  private static let marks = tokens.indices.map { $0 % 7 < 3 }

  private static func header(_ size: Int = SmallShard.vocabularySize) -> TokenShardHeader {
    var header = SmallShard.header(vocabularySize: size)
    header.marksPrompts = true
    return header
  }

  private static func write(_ path: String, header: TokenShardHeader = header()) throws {
    try SmallShard.write(
      zip(tokens, marks).map { $0 | ($1 ? TokenMark.prompt : 0) }, to: path, header: header)
  }

  @Test(arguments: [SmallShard.vocabularySize, 70_000]) func idsAndMarksAreApart(size: Int) throws {
    let folder = try TestFolder()
    try Self.write(folder.file("a"), header: Self.header(size))
    let reader = try TokenShardReader(path: folder.file("a"))
    try reader.verify(team: ThreadTeam(threads: 2))
    #expect(reader.header.tokenType == .uint32 && reader.header.marksPrompts)
    #expect(try reader.tokens(0..<Self.count) == Self.tokens)
    var lent: [UInt32] = []
    try reader.forEachFrame { lent += $0 }
    #expect(lent == Self.tokens)
    let series = try TokenSeries(name: "a", paths: [folder.file("a"), folder.file("a")])
    for range in [0..<5, 8_190..<8_195, Self.count - 3..<Self.count + 4] {
      var marks = [Bool](repeating: false, count: range.count)
      try marks.withUnsafeMutableBufferPointer { marks in
        if let base = marks.baseAddress {
          try series.copyPromptMarks(at: range.lowerBound, count: range.count, into: base)
        }
      }
      #expect(marks == range.map { Self.marks[$0 % Self.count] })
    }
  }

  @Test func withoutMarksThereAreNone() throws {
    let folder = try TestFolder()
    try SmallShard.write(Self.tokens, to: folder.file("a"), header: SmallShard.header())
    let reader = try TokenShardReader(path: folder.file("a"))
    #expect(!reader.header.marksPrompts && reader.header.json["marks"] == nil)
    var marks = [true, true]
    try marks.withUnsafeMutableBufferPointer { marks in
      if let base = marks.baseAddress { try reader.readPromptMarks(0..<2, into: base) }
    }
    #expect(marks == [false, false])
  }

  /// A mark where the header knows of none is an id outside the vocabulary, and so is an id that is too large with one.
  @Test func whatIsNoIDIsRefused() throws {
    let folder = try TestFolder()
    var header = SmallShard.header(vocabularySize: 70_000)
    try SmallShard.write([1, 2 | TokenMark.prompt], to: folder.file("a"), header: header)
    #expect(throws: FormatError.self) { try TokenShardReader(path: folder.file("a")).tokens(0..<2) }
    header.marksPrompts = true
    try SmallShard.write([1, 70_000 | TokenMark.prompt], to: folder.file("b"), header: header)
    #expect(throws: FormatError.self) { try TokenShardReader(path: folder.file("b")).tokens(0..<2) }
  }

  @Test func aHeaderThatContradictsItselfIsRefused() throws {
    func problem(_ change: (inout [String: JSONValue]) -> Void) -> String? {
      var members = Self.header().json.object ?? [:]
      change(&members)
      do throws(ShardProblem) {
        _ = try TokenShardHeader(json: .object(members))
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0["dtype"] = "uint16" }?.contains("with marks") == true)
    #expect(problem { $0["marks"] = "answers" } != nil)
    #expect(problem { $0["marks"] = .bool(true) } != nil)
  }
}
