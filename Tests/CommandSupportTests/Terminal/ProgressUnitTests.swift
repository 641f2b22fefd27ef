import Messages
import Testing

@testable import CommandSupport

struct ProgressUnitTests {
  @Test(arguments: [
    (98_100_000.0, ProgressUnit.bytes, "98.1 MB/s"), (1510, .items("tokens"), "1,510 tokens/s"),
    (0.254, .items("steps"), "0.25 steps/s"), (.infinity, .bytes, "–"), (-1, .bytes, "–"),
  ])
  func rate(perSecond: Double, unit: ProgressUnit, text: String) {
    #expect(Units.rate(perSecond, unit: unit) == text)
  }
}
