import Formats
import Parallel
import TestSupport
import Testing

@testable import Datasets

/// Where parts that follow a text are cut.
@Suite struct ContentPlanTests {
  /// The slow way: for each byte the sum of the last 64, each shifted by its distance.
  private func marksOneByOne(_ bytes: [UInt8], limit: UInt64, spacing: Int) -> [Int] {
    let table = (1...256).map { index -> UInt64 in
      var value = UInt64(index) &* 0x9E37_79B9_7F4A_7C15
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      return value ^ value >> 31
    }
    var places: [Int] = []
    for end in bytes.indices {
      var hash: UInt64 = 0
      for back in 0..<min(64, end + 1) { hash = hash &+ table[Int(bytes[end - back])] << UInt64(back) }
      if hash < limit, places.last.map({ end + 1 - $0 >= spacing }) ?? true { places.append(end + 1) }
    }
    return places
  }

  @Test func marksAreThoseOfTheSlowWay() throws {
    let folder = try TestFolder()
    let bytes = Array(Samples.text(bytes: 40_000).utf8)
    let text = try TextFiles([folder.write(bytes, to: "a.txt"), folder.write(bytes.prefix(9_000), to: "b.txt")])
    let found = try MarkFinder(partBytes: 1_000).marks(in: text, team: ThreadTeam(threads: 2)) { _ in }
    let limit = UInt64.max / 3 / 1_000 * 4
    let first = marksOneByOne(bytes, limit: limit, spacing: 3)
    let second = marksOneByOne(Array(bytes.prefix(9_000)), limit: limit, spacing: 3).map { $0 + bytes.count }
    #expect(found == first + second)
    #expect(first.count > 30 && first.count < 80)
    // Wherever the file is read from, the same places are found: stretches only divide the work.
    for stretch in [64, 1_000, 7_777] {
      let finder = MarkFinder(partBytes: 1_000, stretchBytes: stretch)
      let places = try finder.marks(in: text, team: ThreadTeam(threads: 3)) { _ in }
      #expect(Set(found).isSubset(of: places))
      #expect(places.count <= found.count + found.count / 20)
    }
  }

  /// A byte over and over is marked everywhere or nowhere; neither may fill the memory.
  @Test func aTextThatRepeatsItselfHasFewMarks() throws {
    let folder = try TestFolder()
    for byte in UInt8.min...UInt8.max {
      let path = try folder.write([UInt8](repeating: byte, count: 20_000), to: "a.txt")
      let marks = try MarkFinder(partBytes: 2_560).marks(in: TextFiles([path]), team: ThreadTeam(threads: 1)) { _ in }
      #expect(marks.count <= 20_000 / 10 + 1)
    }
  }

  private func check(_ text: PlannedText, partBytes: Int, longestUncut: Int) {
    #expect(text.ranges.first?.lowerBound == 0 && text.ranges.last?.upperBound == text.files.byteCount)
    #expect(zip(text.ranges, text.ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    #expect(text.ranges.allSatisfy { !$0.isEmpty && $0.count <= 5 * partBytes + longestUncut })
    #expect(text.ranges.dropLast().allSatisfy { $0.count >= partBytes / 4 })
  }

  @Test func sizesAreBounded() throws {
    let folder = try TestFolder()
    let big = try folder.write(Samples.text(bytes: 600_000), to: "big.txt")
    for partBytes in [2_000, 16_000, 100_000] {
      let text = try FollowingParts.plan([big], partBytes: partBytes)
      check(text, partBytes: partBytes, longestUncut: 100)
      let average = 600_000 / text.count
      #expect(average > partBytes / 2 && average < partBytes * 2)
    }
    let books = try FollowingParts.books(folder, count: 100, bytes: 3_000)
    let text = try FollowingParts.plan(books, partBytes: 4_000)
    check(text, partBytes: 4_000, longestUncut: 100)
    // Files that are no larger than a part are whole.
    let ends = Set(text.files.files.filter { $0.range.count <= 4_000 }.map(\.range))
    for range in ends { #expect(text.ranges.count { $0.overlaps(range) } == 1) }
  }

  @Test func oddTexts() throws {
    let folder = try TestFolder()
    let wall = try folder.write([UInt8](repeating: UInt8(ascii: "x"), count: 50_000), to: "wall.txt")
    #expect(try FollowingParts.plan([wall], partBytes: 1_000).ranges == [0..<50_000])
    let empty = try folder.write("", to: "empty.txt")
    let one = try folder.write("a", to: "one.txt")
    #expect(try FollowingParts.plan([empty, one, empty], partBytes: 1_000).ranges == [0..<1])
    let both = try FollowingParts.plan([empty, wall, empty, one, wall, empty], partBytes: 1_000)
    #expect(both.ranges.last?.upperBound == 100_001)
    #expect(both.ranges.map(\.upperBound) == [50_000, 100_001])
    #expect(throws: DatasetsError.self) { try FollowingParts.plan([empty, empty], partBytes: 1_000) }
    // The same text twice: each part has a name of its own.
    let names = try #require(try FollowingParts.plan([wall, wall, wall], partBytes: 1_000).list?.parts)
    #expect(Set(names).count == 3)
  }

  @Test func tenThousandTinyFiles() throws {
    let folder = try TestFolder()
    // A thousand on disk, each named ten times: ten thousand fresh files take minutes to get there.
    let files = try (0..<1_000).map { number in
      try folder.write(number % 3 == 0 ? "x" : "file \(number)\n", to: "f\(1_000 + number).txt")
    }
    let paths = (0..<10_000).map { files[$0 * $0 * 7 % 1_000] }
    let before = try FollowingParts.plan(paths, partBytes: 2_000, threads: 2)
    check(before, partBytes: 2_000, longestUncut: 20)
    #expect(before.count > 8)
    var changed = paths
    changed.remove(at: 5_000)
    let after = try FollowingParts.plan(changed, partBytes: 2_000, threads: 2)
    let new = try Set(#require(after.list).parts).subtracting(try #require(before.list).parts)
    #expect(new.count <= 3)
  }

  /// The plan is a matter of the text, not of who makes it.
  @Test func threadsDoNotMatter() throws {
    let folder = try TestFolder()
    let books = try FollowingParts.books(folder, count: 20, bytes: 3_000)
    let lists = try [1, 2, 5].map { try FollowingParts.plan(books, partBytes: 4_000, threads: $0).list }
    #expect(lists[0] == lists[1] && lists[1] == lists[2])
  }
}
