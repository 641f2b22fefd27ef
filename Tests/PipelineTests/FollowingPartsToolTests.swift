import Foundation
import Testing

/// A folder of books that changes, as a user encodes it again and again.
@Suite struct FollowingPartsToolTests {
  /// A hundred books of some kilobytes, and a tokenizer.
  private func books(_ count: Int = 100) throws -> EncodedText {
    let text = try EncodedText()
    for number in 0..<count { try text.space.write(Self.book(number), to: Self.name(number)) }
    return text
  }

  private static func name(_ number: Int) -> String { "books/b\(1000 + number).txt" }

  private static func book(_ number: Int) -> String {
    (0..<60 + number % 17).map { "Book \(number) tells of house \($0 * (number + 3)), which isn't lit.\n" }.joined()
  }

  private func encode(_ text: EncodedText, _ more: String...) throws -> ToolRunner.Result {
    try text.space.run(
      "bpe-encode",
      arguments: ["--tokenizer", "tokenizer", "--input", "books", "--part-size", "6KB", "--output"]
        + (more.contains("--output") ? [] : ["encoded"]) + more.filter { $0 != "--output" })
  }

  private func counts(_ result: ToolRunner.Result) throws -> [Int?] {
    #expect(result.exitCode == 0, "\(result.standardError)")
    let summary = try EncodedText.json(result)
    return ["parts_made", "parts_found", "parts_removed"].map { summary[$0] as? Int }
  }

  /// The dataset's identity.
  private func dataset(_ text: EncodedText, of encoded: String = "encoded", _ output: String) throws -> String? {
    let made = try text.space.run(
      "shard", "--input", encoded, "--output", output, "--json", "--shuffle", "--quiet", "--force")
    #expect(made.exitCode == 0, "\(made.standardError)")
    return try EncodedText.json(made)["dataset"] as? String
  }

  @Test func onlyWhatChangedIsEncoded() throws {
    let text = try books()
    let first = try counts(encode(text, "--json"))
    let all = try #require(first[0])
    #expect(all > 30 && first == [all, 0, 0])
    #expect(try text.space.list("encoded").count == all + 1)
    _ = try dataset(text, "dataset")
    let again = try encode(text)
    #expect(again.standardError.hasPrefix("bpe-encode: up to date: made by run "), "\(again.standardError)")

    // One book is changed, one appended.
    try text.space.write(Self.book(50) + "A late thought.", to: Self.name(50))
    let changed = try encode(text)
    #expect(
      changed.standardError.contains("running again: corpus changed (books/b1050.txt was "), "\(changed.standardError)")
    #expect(
      changed.standardError.contains("\(all - 1) of \(all) parts were there already; 1 made in "),
      "\(changed.standardError)")
    #expect(changed.standardError.contains("; 1 part of an earlier encoding removed"))
    try text.space.write("The last book.", to: Self.name(100))
    let appended = try counts(encode(text, "--json"))
    #expect(appended == [1, all - 1, 1])

    // Known parts are not read again, but one that somebody changed is found.
    Thread.sleep(forTimeInterval: 2.1)
    #expect(try counts(encode(text, "--json"))[0] == nil)
    let listed = try #require(text.space.list("encoded").first { $0.hasPrefix("part-") })
    let whole = try text.space.read("encoded/" + listed)
    var damaged = whole
    damaged[damaged.count / 2] ^= 1
    try damaged.write(to: text.space.folder.appendingPathComponent("encoded/" + listed))
    #expect(try counts(encode(text, "--json")) == [1, all - 1, 0])
    #expect(try text.space.read("encoded/" + listed) == whole)
    try text.space.write("The last book, changed.", to: Self.name(100))
    #expect(try counts(encode(text, "--json")) == [1, all - 1, 1])

    #expect(try text.space.run("manifest", "verify", "--full").exitCode == 0)
    let stale = try text.space.run("manifest", "stale")
    #expect(stale.text.contains("dataset/dataset.json"))
    let part = try #require(text.space.list("encoded").first { $0.hasPrefix("part-") })
    let why = try text.space.run("manifest", "why", "encoded/" + part)
    #expect(why.text.contains("why      corpus changed (books/b1100.txt was "), "\(why.text)")

    // The same bytes as in a fresh folder, and the dataset of a single part.
    #expect(try encode(text, "--output", "fresh", "--quiet").exitCode == 0)
    #expect(try text.space.list("fresh") == text.space.list("encoded"))
    for name in try text.space.list("fresh") {
      #expect(try text.space.read("fresh/\(name)") == text.space.read("encoded/\(name)"))
    }
    let one = try text.encode("--input", "books", "--parts", "1", "--output", "one", "--quiet")
    #expect(one.exitCode == 0)
    let digest = try #require(try dataset(text, "dataset"))
    #expect(try dataset(text, of: "fresh", "d2") == digest && dataset(text, of: "one", "d3") == digest)
    let decoded = try text.encode("--decode", "encoded").standardOutput
    #expect(try decoded == text.encode("--decode", "one/part-00000-of-00001.u16.zst").standardOutput)
  }

  /// Several texts follow without being asked to, one does not.
  @Test func whatIsUsual() throws {
    let text = try books(3)
    #expect(try text.encode("--input", "books", "--output", "e", "--quiet").exitCode == 0)
    #expect(try text.space.list("e").count == 2)
    #expect(text.space.exists("e/encoding.json"))
    #expect(try text.encode("--input", Self.name(0), "--output", "f", "--quiet").exitCode == 0)
    #expect(try text.space.list("f") == ["part-00000-of-00001.u16.zst"])
    let both = try text.encode("--input", "books", "--output", "e", "--parts", "2", "--part-size", "1MB")
    #expect(both.exitCode == 64)
    #expect(both.standardError == "bpe-encode: --parts and --part-size exclude each other.\n", "\(both.standardError)")
    let none = try text.encode("--input", "books", "--output", "g", "--part", "5")
    #expect(none.standardError == "bpe-encode: --part 5: must be from 0 to 0, as the text is one part\n")
    #expect(none.exitCode == 64 && !text.space.exists("g"))
    // A pipe too.
    let piped = try text.encode(
      "--input", "-", "--output", "p", "--part-size", "1KB", "--json", input: Data(Self.book(1).utf8))
    let made = try #require(try counts(piped)[0])
    #expect(made > 2)
    let other = try text.encode(
      "--input", "-", "--output", "p", "--part-size", "1KB", "--json", input: Data((Self.book(1) + "More.").utf8))
    #expect(try counts(other)[0] == 1)
  }

  /// Tasks of an array make the same bytes as one process; the folder is not taken for an encoding before they are done.
  @Test func tasksShareTheParts() throws {
    let text = try books()
    #expect(try encode(text, "--quiet").exitCode == 0)
    func task(_ number: Int) throws -> ToolRunner.Result {
      try encode(text, "--output", "tasks", "--task", "\(number)", "--tasks", "4", "--json", "--quiet")
    }
    for number in [2, 0, 3] { #expect(try task(number).exitCode == 0) }
    let count = try text.space.list("encoded").count - 1
    let early = try text.space.run("shard", "--input", "tasks", "--output", "early")
    #expect(early.exitCode == 66)
    #expect(
      early.lastErrorLine.hasPrefix("shard: tasks: \((count + 2) / 4) parts of \(count) ("), "\(early.lastErrorLine)")
    let command = try #require(early.lastErrorLine.components(separatedBy: "make them with: ").last)
    #expect(
      command
        == "bpe-encode --tokenizer tokenizer --input books --output tasks --part-size 6000 --part "
        + stride(from: 1, to: count, by: 4).map(String.init).joined(separator: " "))
    let made = try text.space.shell(command)
    #expect(made.code == 0, "\(made.errors)")
    #expect(try text.space.list("tasks") == text.space.list("encoded"))
    for name in try text.space.list("tasks") {
      #expect(try text.space.read("tasks/\(name)") == text.space.read("encoded/\(name)"))
    }
    #expect(try dataset(text, of: "tasks", "d1") == dataset(text, "d2"))
    // A share is no whole: what a task made is not called the encoding.
    try text.space.write(Self.book(50) + "A late thought.", to: Self.name(50))
    for number in 0..<4 { #expect(try counts(task(number))[0] ?? 9 <= 1) }
    let whole = try encode(text, "--output", "tasks", "--json")
    #expect(try counts(whole) == [0, count, 0])
    #expect(try text.space.run("manifest", "verify").exitCode == 0)
  }

  /// Killed at any moment, the folder is what it was, or one that lacks parts of the new text.
  @Test func killedInTheMiddle() throws {
    let text = try books()
    _ = try encode(text, "--quiet")
    let before = try #require(try dataset(text, "before"))
    for number in 0..<100 { try text.space.write("New. " + Self.book(number), to: Self.name(number)) }
    _ = try encode(text, "--output", "fresh", "--quiet")
    let after = try #require(try dataset(text, of: "fresh", "after"))
    let list = try text.space.read("encoded/encoding.json")
    for wait in [0.0, 0.02, 0.05, 0.1, 0.2] {
      let process = try ToolRunner.start(
        "bpe-encode",
        ["--tokenizer", "tokenizer", "--input", "books", "--part-size", "6KB", "--output", "encoded", "--force"],
        in: text.space.folder, output: text.space.folder.appendingPathComponent("out"),
        errors: text.space.folder.appendingPathComponent("err"))
      Thread.sleep(forTimeInterval: wait)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let made = try text.space.run(
        "shard", "--input", "encoded", "--output", "between", "--json", "--shuffle", "--quiet", "--force")
      if made.exitCode == 0 {
        let isFormer = try text.space.read("encoded/encoding.json") == list
        #expect(try EncodedText.json(made)["dataset"] as? String == (isFormer ? before : after))
      } else {
        #expect(made.lastErrorLine.contains(" missing; make "), "\(made.lastErrorLine)")
      }
    }
    #expect(try encode(text, "--quiet").exitCode == 0)
    #expect(try text.space.list("encoded") == text.space.list("fresh"))
    #expect(try dataset(text, "between") == after)
    #expect(try text.space.run("manifest", "verify").exitCode == 0)
  }

  /// From one plan to the other and back: what is left of the former is never taken for a part, nor what is not ours.
  @Test func plansTakeTurns() throws {
    let text = try books(40)
    try text.space.write("not a shard at all", to: "encoded/part-0123456789abcdef.u16.zst")
    try text.space.write("mine", to: "encoded/notes.txt")
    func ranges(_ more: String...) throws -> ToolRunner.Result {
      try text.space.run(
        "bpe-encode",
        arguments: ["--tokenizer", "tokenizer", "--input", "books", "--output", "encoded", "--parts", "3"] + more)
    }
    #expect(try ranges("--quiet").exitCode == 0)
    let digest = try #require(try dataset(text, "d"))
    #expect(try counts(encode(text, "--json"))[2] == 3)
    #expect(try dataset(text, "d1") == digest)
    let following = try text.space.list("encoded")
    // A share of ranges: the list is gone, so that the former encoding is not taken for this one.
    #expect(try ranges("--part", "1", "--quiet").exitCode == 0)
    #expect(try text.space.run("shard", "--input", "encoded", "--output", "no").exitCode == 66)
    let whole = try counts(ranges("--json"))
    #expect(whole == [2, 1, following.count - 3])
    #expect(try dataset(text, "d2") == digest)
    let left = ["notes.txt", "part-0123456789abcdef.u16.zst"]
    #expect(try text.space.list("encoded") == (left + (0..<3).map { "part-0000\($0)-of-00003.u16.zst" }).sorted())
    #expect(try text.space.run("manifest", "verify").exitCode == 0)
    // A list that somebody else wrote is not overwritten.
    try text.space.write("{}", to: "other/encoding.json")
    for share in [[], ["--part", "1"]] {
      let refused = try text.encode(
        arguments: ["--input", "books", "--part-size", "6KB", "--output", "other"] + share)
      #expect(refused.exitCode == 64)
      #expect(refused.lastErrorLine.contains("encoding.json: exists and was not made by bpe-encode"))
      #expect(try text.space.list("other") == ["encoding.json"])
    }
  }
}
