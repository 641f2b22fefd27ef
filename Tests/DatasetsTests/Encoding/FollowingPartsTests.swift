import Formats
import TestSupport
import Testing

@testable import Datasets

/// Encodings whose parts follow the text: what a change costs, and that it changes nothing else.
@Suite struct FollowingPartsTests {
  private static let partBytes = 4_000

  /// How many parts a change of a text makes anew, of how many.
  private func changed(_ before: [String], _ change: (inout [String]) throws -> Void) throws -> (made: Int, all: Int) {
    let old = try #require(try FollowingParts.plan(before, partBytes: Self.partBytes).list).parts
    var paths = before
    try change(&paths)
    let new = try #require(try FollowingParts.plan(paths, partBytes: Self.partBytes).list).parts
    return (Set(new).subtracting(old).count, new.count)
  }

  /// Wherever one of a hundred files is changed, removed or put in: only parts around it are made again.
  @Test func aChangeOfOneFileOfAHundred() throws {
    let folder = try TestFolder()
    let books = try FollowingParts.books(folder, count: 100, bytes: 3_000)
    var most = 0
    var total = 0
    for number in stride(from: 0, to: 100, by: 9) {
      let former = try folder.bytes("b\(1000 + number).txt")
      let changes: [(inout [String]) throws -> Void] = [
        { _ in try folder.write(former + Array(" and the end".utf8), to: "b\(1000 + number).txt") },
        { $0.remove(at: number) },
        { $0.insert(try folder.write(Samples.text(bytes: 2_500, seed: 999), to: "new.txt"), at: number) },
        { _ in
          var bytes = former
          bytes.replaceSubrange(0..<3, with: Array("tin heath".utf8))
          try folder.write(bytes, to: "b\(1000 + number).txt")
        },
      ]
      for change in changes {
        let (made, all) = try changed(books, change)
        try folder.write(former, to: "b\(1000 + number).txt")
        #expect(all > 40)
        most = max(most, made)
        total += made
      }
    }
    // A part that is made anew may end elsewhere, and then the next one begins elsewhere.
    #expect(most <= 3 && total <= 48 * 5 / 4, "\(most) at once, \(total) in all")
    let appended = try changed(books) { $0.append(try folder.write("one more file of the end", to: "z.txt")) }
    #expect(appended.made <= 1)
  }

  /// A single large file: an edit costs the parts around it, more text at the end costs the last.
  @Test func aChangeOfALargeFile() throws {
    let folder = try TestFolder()
    let bytes = Array(Samples.text(bytes: 400_000).utf8)
    let path = try folder.write(bytes, to: "a.txt")
    var total = 0
    for place in stride(from: 1_000, to: 400_000, by: 40_000) {
      for new in [Array(" lamp".utf8), []] {
        let (made, all) = try changed([path]) { _ in
          var other = bytes
          other.replaceSubrange(place..<place + 7, with: new)
          try folder.write(other, to: "a.txt")
        }
        try folder.write(bytes, to: "a.txt")
        #expect(made >= 1 && made <= 4 && all > 50)
        total += made
      }
    }
    #expect(total <= 20 * 2)
    let more = try changed([path]) { _ in try folder.write(bytes + bytes[..<2_000], to: "a.txt") }
    #expect(more.made <= 2)
  }

  /// Cut anywhere, the tokens and the documents are those of a single part.
  @Test(arguments: [1_000, 3_000, 20_000], [Samples.separator, nil]) func tokensAreThoseOfOnePart(
    partBytes: Int, separator: String?
  ) throws {
    let folder = try TestFolder()
    var paths = try FollowingParts.books(folder, count: 8, bytes: 1_500)
    paths.append(try folder.write(Samples.text(bytes: 60_000, seed: 77), to: "large.txt"))
    paths.append(try folder.write("", to: "empty.txt"))
    paths.append(try folder.write(String(repeating: "wall", count: 2_000), to: "wall.txt"))
    paths.append(try folder.write(Samples.text(bytes: 9_000, seed: 5) + Samples.separator, to: "closed.txt"))
    paths.append(try folder.write(" \n\n ", to: "white.txt"))
    try FollowingParts.encode(paths, partBytes: partBytes, into: folder.file("e"), threads: 2, separator: separator)
    try Samples.encode(paths, into: folder.file("one"), separator: separator)
    let (found, expected) = (
      try FollowingParts.content(folder.file("e")), try FollowingParts.content(folder.file("one"))
    )
    #expect(found.tokens == expected.tokens)
    #expect(found.ends == expected.ends)
    #expect(try PartSet([folder.file("e")]).parts.count > 1)
  }

  @Test func onlyWhatIsMissingIsMade() throws {
    let folder = try TestFolder()
    let books = try FollowingParts.books(folder, count: 30, bytes: 3_000)
    let encode = { (output: String, threads: Int) in
      try FollowingParts.encode(books, partBytes: Self.partBytes, into: folder.file(output), threads: threads)
    }
    let all = try encode("e", 1)
    #expect(all > 10)
    #expect(try encode("e", 1) == 0)
    try folder.write(Array("the first".utf8) + folder.bytes("b1012.txt"), to: "b1012.txt")
    let made = try encode("e", 2)
    #expect(made >= 1 && made <= 3)
    // The same bytes as in a fresh folder.
    #expect(try encode("fresh", 5) >= all)
    for path in try PartSet([folder.file("fresh")]).paths {
      let name = FilePath.name(path)
      #expect(try folder.bytes("fresh/\(name)") == folder.bytes("e/\(name)"))
    }
    #expect(try folder.bytes("fresh/encoding.json") == folder.bytes("e/encoding.json"))
    // A damaged part is made again, whatever its name says.
    let path = try #require(try PartSet([folder.file("e")]).paths.first)
    var bytes = try folder.bytes("e/" + FilePath.name(path))
    bytes[bytes.count / 2] ^= 1
    try folder.write(bytes, to: "e/" + FilePath.name(path))
    // Only who knows that it is whole may leave it unread.
    let encoding = try Samples.encoding()
    let text = try FollowingParts.plan(books, partBytes: Self.partBytes)
    let missing = { (isIntact: Bool) in
      try encoding.missingParts(
        text, among: Array(text.ranges.indices), in: folder.file("e"), isIntact: { _ in isIntact }, found: { _ in })
    }
    #expect(try missing(true) == [] && missing(false) == [0])
    #expect(try encode("e", 1) == 1)
  }

  /// Settings, tokenizer and ends of files belong to the key; the place in the text does not.
  @Test func keysNameAllThatMatters() throws {
    let folder = try TestFolder()
    let whole = try folder.write("the tin heath in a heath", to: "whole.txt")
    let (first, second) = (
      try folder.write("the tin", to: "first.txt"), try folder.write(" heath in a heath", to: "second.txt")
    )
    func keys(_ paths: [String], separator: String? = Samples.separator, level: Int = 3) throws -> [String] {
      let encoding = try Samples.encoding(separator: separator, level: level)
      let text = try PlannedText(
        following: TextFiles(paths, separator: separator), partBytes: 1_000, for: encoding)
      return try #require(text.list).parts
    }
    let one = try keys([whole])
    #expect(try one == keys([whole]))
    #expect(try one != keys([first, second]))
    #expect(try one != keys([whole], separator: nil))
    #expect(try one != keys([whole], level: 4))
    let other = try TextEncoding(
      tokenizer: Samples.tokenizer(special: [Samples.separator, "<|pad|>"]),
      settings: TextEncoding.Settings(separator: Samples.separator, level: 3), team: .init(threads: 1))
    #expect(try one != PlannedText(following: TextFiles([whole]), partBytes: 1_000, for: other).list?.parts)
    let large = try folder.write(Samples.text(bytes: 3_000), to: "large.txt")
    let behind = try keys([large, whole])
    #expect(try behind.dropLast() == keys([large]).dropLast() || behind.contains(one[0]))
  }

  /// Text that changes between the plan and the encoding never gets the name of what was planned.
  @Test func aTextThatChangesMeanwhile() throws {
    let folder = try TestFolder()
    let path = try folder.write(Samples.text(bytes: 5_000), to: "a.txt")
    let encoding = try Samples.encoding()
    let text = try PlannedText(following: TextFiles([path]), partBytes: 1_000_000, for: encoding)
    var bytes = try folder.bytes("a.txt")
    bytes[2_000] ^= 1
    try folder.write(bytes, to: "a.txt")
    let said = message(folder) {
      try encoding.encode(text, parts: [0], into: folder.path, progress: { _ in }, finished: { _ in })
    }
    #expect(said == "a.txt: changed while it was read; run again")
    #expect(try folder.names() == ["a.txt"])
  }
}
