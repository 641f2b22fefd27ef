import Testing

@testable import Formats

@Suite struct JSONTextTests {
  @Test func canonicalSortsByBytesAndHasNoSpaces() {
    let value: JSONValue = ["b": 1, "a": [true, nil, 2.5], "é": "x", "B": [:], "z": []]
    #expect(value.canonical == #"{"B":{},"a":[true,null,2.5],"b":1,"z":[],"é":"x"}"#)
  }

  @Test func prettyIndentsByTwo() {
    let value: JSONValue = ["b": 1, "a": [1, "x"], "c": [:], "d": []]
    #expect(
      value.pretty == """
        {
          "a": [
            1,
            "x"
          ],
          "b": 1,
          "c": {},
          "d": []
        }

        """)
  }

  @Test(arguments: [0.1, 1e-5, 1e16, 1.5e300, Double.leastNonzeroMagnitude, -0.0, 3, .pi] as [Double])
  func doublesComeBackToTheBit(_ value: Double) throws {
    let text = JSONValue.number(value).canonical
    #expect(try JSONValue(parsing: Array(text.utf8)) == .number(value))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsNull(_ value: Double) {
    #expect(JSONValue.number(value).canonical == "null")
  }

  @Test func everyScalarComesBack() throws {
    for value in 0..<0x3000 as Range<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let string = JSONValue.string("a\(Character(scalar))b")
      #expect(try JSONValue(parsing: Array(string.canonical.utf8)) == string)
    }
  }
}
