import Testing

@testable import Manifest

struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_400_123, "2000-02-29T00:00:00.123Z"),
    (1_795_248_000_000, "2026-11-21T08:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
  ])
  func writesAndReads(milliseconds: Int, text: String) {
    let time = Timestamp(nanoseconds: Int64(milliseconds) * 1_000_000)
    #expect(time.text == text)
    #expect(Timestamp(text) == time)
  }

  @Test(arguments: [
    "", "2026-11-21", "2026-11-21 08:00:00.000Z", "2026-13-21T08:00:00.000Z", "2026-11-21T24:00:00.000Z",
    "2026-11-21T08:00:00.000+01", "२०२६-11-21T08:00:00.000Z",
  ])
  func refusesOtherForms(text: String) {
    #expect(Timestamp(text) == nil)
  }

  /// Years that 64 bits of nanoseconds cannot count.
  @Test(arguments: ["9999-12-31T23:59:59.999Z", "2262-04-12T00:00:00.000Z", "0000-01-01T00:00:00.000Z"])
  func refusesYearsThatCannotBeCounted(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func roundsDownWithoutLosingDigits() {
    #expect(Timestamp(nanoseconds: 1_795_248_000_999_999_999).text == "2026-11-21T08:00:00.999Z")
  }

  @Test func tellsPeopleAndFolders() {
    #expect(Sample.time(61).forPeople == "2026-11-21 08:01 UTC")
    #expect(Sample.time(0).month == "202611")
  }

  @Test func nowSurvivesItsText() {
    let now = Timestamp.now
    #expect(Timestamp(now.text) == now)
  }
}
