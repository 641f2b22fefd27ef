import Testing

@testable import Formats

@Suite struct JSONParsingTests {
  func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test func readsEveryKind() throws {
    let text = #" {"a": [1, -2.5, true, false, null, "x\n\u00e9\ud83d\ude00"], "b": {}, "c": [] } "#
    #expect(
      try parse(text) == ["a": [1, -2.5, true, false, nil, "x\né😀"], "b": [:], "c": []])
  }

  @Test(arguments: [
    ("0", JSONValue.integer(0)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)), ("1.0", .number(1)), ("1e2", .number(100)), ("-1.5E-3", .number(-0.0015)),
  ])
  func readsNumbers(_ text: String, _ value: JSONValue) throws {
    #expect(try parse(text) == value)
  }

  static let malformed: [(String, String)] = [
    ("", "malformed JSON at byte 0: the text ends here (expected a value)"),
    ("{", "malformed JSON at byte 1: the text ends here (expected '}' or a key)"),
    ("{\"a\" 1}", "malformed JSON at byte 5: found '1' (expected ':')"),
    ("{\"a\": 1,}", "malformed JSON at byte 8: found '}' (expected a key in quotes)"),
    ("{a: 1}", "malformed JSON at byte 1: found 'a' (expected a key in quotes)"),
    ("[1 2]", "malformed JSON at byte 3: found '2' (expected ',' or ']')"),
    ("[1,]", "malformed JSON at byte 3: found ']' (expected a value)"),
    ("{} x", "malformed JSON at byte 3: more text after the value (expected the end of the file)"),
    ("{}\0", "malformed JSON at byte 2: more text after the value (expected the end of the file)"),
    ("\u{FEFF}{}", "malformed JSON at byte 0: a byte order mark (expected plain UTF-8)"),
    ("\"a\nb\"", "malformed JSON at byte 2: byte 0x0A inside a string (expected it escaped)"),
    ("\"abc", "malformed JSON at byte 4: the text ends here (expected the end of a string)"),
    ("\"\\x\"", "malformed JSON at byte 1: an unknown escape in a string"),
    ("\"\\ud800\"", "malformed JSON at byte 1: half a surrogate pair in a string"),
    ("\"\\ud800\\u0041\"", "malformed JSON at byte 1: half a surrogate pair in a string"),
    ("\"\\udc00\"", "malformed JSON at byte 1: half a surrogate pair in a string"),
    ("\"\\u12g4\"", "malformed JSON at byte 5: found 'g' (expected four hexadecimal digits)"),
    ("01", "malformed JSON at byte 0: a malformed number"),
    ("-", "malformed JSON at byte 0: a malformed number"),
    ("1.", "malformed JSON at byte 0: a malformed number"),
    ("1e", "malformed JSON at byte 0: a malformed number"),
    (".5", "malformed JSON at byte 0: found '.' (expected a value)"),
    ("+1", "malformed JSON at byte 0: found '+' (expected a value)"),
    ("9223372036854775808", "malformed JSON at byte 0: a number beyond 64 bits"),
    ("1e999", "malformed JSON at byte 0: a number beyond 64 bits"),
    ("tru", "malformed JSON at byte 3: the text ends here (expected true)"),
    ("nulk", "malformed JSON at byte 3: found 'k' (expected null)"),
    ("NaN", "malformed JSON at byte 0: found 'N' (expected a value)"),
    ("{\"a\": 1, \"a\": 2}", "malformed JSON at byte 9: the key \"a\" for the second time"),
  ]

  @Test(arguments: malformed)
  func refusesWithAPlace(_ text: String, _ message: String) {
    #expect(throws: JSONProblem.self) { try parse(text) }
    do { _ = try parse(text) } catch { #expect("\(error)" == message) }
  }

  @Test func refusesDeepNesting() throws {
    _ = try parse(String(repeating: "[", count: 128) + String(repeating: "]", count: 128))
    do {
      _ = try parse(String(repeating: "[", count: 100_000))
      Issue.record("100,000 levels were accepted")
    } catch { #expect("\(error)" == "malformed JSON at byte 128: more than 128 levels of nesting") }
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8], [0xC3],
      [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func refusesInvalidUTF8(_ bytes: [UInt8]) {
    let text = Array("\"123456789".utf8) + bytes + Array("\"".utf8)
    #expect(throws: JSONProblem.syntax(offset: 10, .invalidUTF8)) { try JSONValue(parsing: text) }
  }

  @Test func everyCutOfADocumentIsRefused() throws {
    let text = Array(#"{"a":[1,{"b":"c\u0041"},null],"d":true}"#.utf8)
    for length in 0..<text.count {
      #expect(throws: JSONProblem.self) { try JSONValue(parsing: Array(text[..<length])) }
    }
    _ = try JSONValue(parsing: text)
  }

  @Test func skippingChecksTheSameGrammar() {
    for (text, _) in Self.malformed
    where !text.isEmpty && !text.contains("second") && !text.hasPrefix("{\"a\": 1, \"a\"") {
      #expect(throws: JSONProblem.self) {
        try Array(text.utf8).withUnsafeBytes { bytes in
          var scanner = try JSONScanner(bytes)
          try scanner.skipValue()
          try scanner.finish()
        }
      }
    }
  }
}
