import Testing

@testable import Messages

struct UnitsTests {
  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (12_345, "12.3 kB"), (999_499, "999 kB"), (999_500, "1.00 MB"),
    (123_456_789, "123 MB"), (1_500_000_000, "1.50 GB"), (Int.max, "9.22 EB"), (-2048, "-2.05 kB"),
  ])
  func bytes(count: Int, text: String) {
    #expect(Units.bytes(count) == text)
  }

  @Test(arguments: [(9_999, "9,999"), (10_000, "10.0 k"), (22_696_448, "22.7 M"), (2_127_057_600, "2.13 G")])
  func count(count: Int, text: String) {
    #expect(Units.count(count) == text)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (2_127_057_600, "2,127,057,600"), (-12_345, "-12,345")])
  func grouped(count: Int, text: String) {
    #expect(Units.grouped(count) == text)
  }

  @Test(arguments: [
    (0.0, "0.00 s"), (0.4217, "0.42 s"), (9.99, "9.99 s"), (9.996, "10.0 s"), (59.94, "59.9 s"),
    (59.96, "1 min 00 s"), (245, "4 min 05 s"), (3599.6, "1 h 00 min"), (12_000, "3 h 20 min"),
    (187_200, "2 d 04 h"), (-1, "–"), (.nan, "–"), (.infinity, "–"),
  ])
  func duration(seconds: Double, text: String) {
    #expect(Units.duration(seconds) == text)
  }

  @Test(arguments: [
    (2.0, 2, "2.00"), (2.345, 1, "2.3"), (-0.001, 2, "0.00"), (-1.25, 1, "-1.3"), (1.5, 0, "2"), (.nan, 2, "nan"),
  ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(Units.fixed(value, decimals: decimals) == text)
  }

  @Test("one is one, and the rest are many")
  func counted() {
    #expect(Units.counted(1, "file") == "1 file")
    #expect(Units.counted(0, "file") == "0 files")
    #expect(Units.counted(2000, "file") == "2,000 files")
    #expect(Units.counted(1, "story", "stories") == "1 story")
    #expect(Units.noun(2, "run was", "runs were") == "runs were")
  }
}
