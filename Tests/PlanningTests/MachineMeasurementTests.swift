import Formats
import TestSupport
import Testing
import Transformer

@testable import Planning

@Suite struct MachineMeasurementTests {
  private func measurement(host: String = "a", threads: Int = 2, speed: Double = 1e10) throws -> MachineMeasurement {
    try #require(
      MachineMeasurement(
        host: host, instructionSet: "avx2", threads: threads, peak: 1e11,
        points: [.init(width: 512, speed: 4 * speed), .init(width: 128, speed: speed)]))
  }

  @Test func betweenTwoWidthsTheSpeedFollowsTheLogarithm() throws {
    let machine = try measurement()
    #expect(machine.speed(width: 64) == 1e10)
    #expect(machine.speed(width: 128) == 1e10)
    #expect(abs(machine.speed(width: 256) - 2.5e10) < 1)
    #expect(machine.speed(width: 512) == 4e10)
    #expect(machine.speed(width: 4096) == 4e10)
  }

  @Test func numbersThatAreNoSpeedsAreRefused() {
    for bad in [0, -1, .nan, .infinity] as [Double] {
      #expect(MachineMeasurement(host: "", instructionSet: "", threads: 1, peak: bad, points: []) == nil)
      #expect(
        MachineMeasurement(
          host: "", instructionSet: "", threads: 1, peak: 1, points: [.init(width: 1, speed: bad)]) == nil)
    }
    #expect(MachineMeasurement(host: "", instructionSet: "", threads: 1, peak: 1, points: []) == nil)
  }

  @Test func isKeptForEachMachine() throws {
    let folder = try TestFolder()
    let kept = KeptMeasurements(folder: folder.path)
    #expect(kept.find(host: "a", instructionSet: "avx2", threads: 2) == nil)
    try kept.keep(measurement())
    try kept.keep(measurement(host: "b"))
    try kept.keep(measurement(threads: 1))
    let faster = try measurement(speed: 3e10)
    try kept.keep(faster)
    #expect(kept.find(host: "a", instructionSet: "avx2", threads: 2) == faster)
    #expect(kept.find(host: "b", instructionSet: "avx2", threads: 2) != nil)
    #expect(kept.find(host: "a", instructionSet: "avx2", threads: 1) != nil)
    #expect(kept.find(host: "a", instructionSet: "avx512", threads: 2) == nil)
  }

  @Test(arguments: ["", "nonsense", "[]", #"{"machines":[{"host":"a"}]}"#, #"{"machines":3}"#])
  func aDamagedFileCountsAsNotMeasured(text: String) throws {
    let folder = try TestFolder()
    _ = try AtomicFile.write(Array(text.utf8), to: folder.file(KeptMeasurements.fileName))
    let kept = KeptMeasurements(folder: folder.path)
    #expect(kept.find(host: "a", instructionSet: "avx2", threads: 2) == nil)
    try kept.keep(measurement())
    #expect(try kept.find(host: "a", instructionSet: "avx2", threads: 2) == measurement())
  }

  /// Some two seconds: that it ends, and with speeds below the peak.
  @Test func measuresThisMachine() throws {
    let machine = try MachineMeasurement.now(threads: 1)
    #expect(machine.peak > 0)
    #expect(machine.points.map(\.width) == [128, 512])
    #expect(machine.tokensPerSecond(ModelConfiguration()) > 0)
  }
}
