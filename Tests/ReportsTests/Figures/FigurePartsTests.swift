import Foundation
import Testing

@testable import Reports

@Suite struct FigurePartsTests {
  @Test func ticksAreRoundNumbers() {
    #expect(
      Axis(low: 0, high: 300, start: 0, end: 1).ticks(count: 6).map(\.text) == [
        "0", "50", "100", "150", "200", "250", "300",
      ])
    #expect(Axis(low: 1.31, high: 1.52, start: 0, end: 1).ticks(count: 4).map(\.text) == ["1.4", "1.5"])
    #expect(Axis(low: 0, high: 1e6, start: 0, end: 1).ticks(count: 5).map(\.text).last == "1M")
    #expect(Axis(low: 0, high: 5400, start: 0, end: 1).timeTicks(count: 6).map(\.text)[1] == "15 min")
    #expect(Axis(low: 0, high: 2.5, start: 0, end: 1).timeTicks(count: 5).map(\.text)[1] == "0.5 s")
  }

  /// Found with the target `report`: such metrics stopped the report.
  @Test(arguments: [
    (0, .leastNonzeroMagnitude), (0x1p-1062, 0x1p-1060), (-1e100, 1e100), (9e18, 9e18 + 2048), (1e99, 1e99),
  ])
  func ticksOfExtremeDomains(low: Double, high: Double) {
    let axis = Axis(low: low, high: high, start: 0, end: 100)
    #expect(axis.ticks(count: 5).count <= 101 && axis.timeTicks(count: 5).count <= 101)
  }

  @Test func anAxisOfOneValueHasRoom() {
    let axis = Axis(low: 2, high: 2, start: 0, end: 100)
    #expect(axis.position(2) == 50)
    let least = Axis(low: .leastNonzeroMagnitude, high: .leastNonzeroMagnitude, start: 0, end: 100)
    #expect(least.position(.leastNonzeroMagnitude) == 50)
    #expect(!axis.ticks(count: 4).isEmpty)
  }

  @Test func labelsKeepTheirDistance() {
    let heights = EndLabels.spread([50, 52, 10, 51], gap: 15, within: 0...100)
    #expect(heights[2] == 10)
    #expect(heights[0] == 36 && heights[3] == 51 && heights[1] == 66)
    let crowded = EndLabels.spread(Array(repeating: 5, count: 11), gap: 15, within: 0...100).sorted()
    #expect(crowded.first == 0 && crowded.last == 100)
    #expect(EndLabels.spread([500], gap: 15, within: 0...100) == [100])
    #expect(EndLabels.spread([], gap: 15, within: 0...100) == [])
  }

  @Test func smoothingBeginsWithoutBias() {
    #expect(Smoothing.average([4, 4, 4], weight: 0.9) == [4, 4, 4])
    #expect(Smoothing.average([2, 6], weight: 0) == [2, 6])
  }

  @Test func aDivergedRunDoesNotSqueezeTheOthers() {
    let domain = FigureLayout.lossDomain([1.5, 9, 1e6], first: [9, 9.1])
    #expect(domain.high < 10 && domain.low < 1.5)
    #expect(FigureLayout.lossDomain([], first: []) == (0, 1))
  }

  @Test func coloursDifferForAnyNumberOfRuns() {
    for count in [1, 8, 9, 30] {
      let colours = Palette.colours(count: count)
      #expect(Set(colours.light).count == count && Set(colours.dark).count == count)
      #expect((colours.light + colours.dark).allSatisfy { $0.count == 7 && $0.hasPrefix("#") })
    }
  }

  @Test(arguments: [1, 8, 9, 30]) func linesStandOutFromThePaper(_ count: Int) {
    let colours = Palette.colours(count: count)
    for colour in colours.light { #expect(contrast(colour, "#ffffff") >= 3, "\(colour)") }
    for colour in colours.dark { #expect(contrast(colour, "#15181c") >= 3, "\(colour)") }
  }

  /// The contrast ratio of WCAG 2.
  private func contrast(_ first: String, _ second: String) -> Double {
    let (a, b) = (luminance(first), luminance(second))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  private func luminance(_ colour: String) -> Double {
    let value = Int(colour.dropFirst(), radix: 16) ?? 0
    let weights = [(16, 0.2126), (8, 0.7152), (0, 0.0722)]
    return weights.map { shift, weight in
      let channel = Double(value >> shift & 0xFF) / 255
      return weight * (channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4))
    }.reduce(0, +)
  }
}
