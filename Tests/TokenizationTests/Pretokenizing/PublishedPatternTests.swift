import Foundation
import TestSupport
import Testing

@testable import Tokenization

/// The scanners beside the published regular expressions, which Python's `regex` runs: every character of Unicode 16, in
/// several contexts.
@Suite struct PublishedPatternTests {
  /// Prints the SHA-256 of where the pretokens end, in bytes, as 64-bit numbers.
  private static let script = """
    import hashlib, json, regex, struct, sys
    def pieces(text, expressions):
        parts = [text]
        for expression in map(regex.compile, expressions):
            cut = []
            for part in parts:
                at = 0
                for match in expression.finditer(part):
                    if match.start() > at: cut.append(part[at:match.start()])
                    if match.end() > match.start(): cut.append(match.group())
                    at = match.end()
                if at < len(part): cut.append(part[at:])
            parts = cut
        return parts
    text = open(sys.argv[1], encoding="utf-8", newline="").read()
    at, digest = 0, hashlib.sha256()
    for piece in pieces(text, json.loads(sys.argv[2])):
        at += len(piece.encode())
        digest.update(struct.pack("<q", at))
    print(at, digest.hexdigest())
    """

  /// Where the pretokens end.
  private func ends(_ text: [UInt8], _ pattern: SplitPattern) -> [Int] {
    var ends: [Int] = []
    for case .pretoken(let bytes) in PretokenStreamTests.fast([text], [], pattern) {
      ends.append((ends.last ?? 0) + bytes.count)
    }
    return ends
  }

  /// Characters whose class Unicode 16 and later agree on: all, or those beside which the class changes and some others.
  private static let characters: [Unicode.Scalar] = {
    let all = ProcessInfo.processInfo.environment["LETTERPRESS_EVERY_CHARACTER"] != nil
    // Not assigned, and not by Unicode 17 either.
    var chosen: [Unicode.Scalar] = ["\u{378}", "\u{FFFF}", "\u{10FFFF}"]
    for value in UInt32(0)..<0x110000 {
      guard let scalar = Unicode.Scalar(value), value != 0x295, let age = scalar.properties.age, age.major <= 16
      else { continue }
      let isBorder = [CharacterClasses.cased, .deepseek].contains { classes in
        (value > 0 && classes[value - 1] != classes[value])
          || (value < 0x10FFFF && classes[value + 1] != classes[value])
      }
      if all || isBorder || value < 0x400 || value % 997 == 0 { chosen.append(scalar) }
    }
    return chosen
  }()

  private static let contexts = [
    "a?B ", " ?a", "  ??1", "12?345\n", "'?!", "!?\n", "\n ?/漢", "A?a's", "\u{1}?x'?", "\u{301}?\u{301} ",
  ]

  @Test(
    .enabled(if: PythonTool.has("regex"), "set LETTERPRESS_PYTHON to a Python with regex"),
    arguments: SplitPattern.allCases.filter { $0 != .none })
  func everyCharacterInContext(pattern: SplitPattern) throws {
    let scratch = try TestFolder()
    var text = ""
    for context in Self.contexts {
      let parts = context.split(separator: "?", omittingEmptySubsequences: false)
      for character in Self.characters { text += parts.joined(separator: String(character)) }
    }
    let bytes = Array(text.utf8)
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.file("text")))
    let ends = ends(bytes, pattern)
    let expressions = String(decoding: try JSONEncoder().encode(pattern.regexes), as: UTF8.self)
    let theirs = try #require(try PythonTool.output(of: ["-c", Self.script, scratch.file("text"), expressions]))
    let list = ends.flatMap { withUnsafeBytes(of: Int64($0).littleEndian, Array.init) }
    let ours = "\(bytes.count) \(try digest(list, scratch))\n"
    #expect(String(decoding: theirs, as: UTF8.self) == ours)
  }

  /// By Python too, so that this module needs no hash.
  private func digest(_ bytes: [UInt8], _ scratch: TestFolder) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.file("ends")))
    let script = "import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest(), end='')"
    return String(
      decoding: try #require(try PythonTool.output(of: ["-c", script, scratch.file("ends")])), as: UTF8.self)
  }
}
