import Formats
import Testing

@testable import Reports

@Suite struct RunCurvesTests {
  @Test func recordsBecomeCurvesAndTheirEnds() {
    var curves = RunCurves()
    curves.add(["step": 1, "split": "train", "loss": 7.5, "lr": 0.001, "seconds": 0.5, "tokens": 512])
    curves.add(["step": 2, "split": "train", "loss": 6, "seconds": 1, "tokens": 1024, "tokens_per_second": 800])
    curves.add(["step": 2, "split": "valid", "valid_loss": 6.2, "seconds": 1.5])
    curves.add(["step": 3, "split": "train", "loss": 5, "seconds": 2, "tokens_per_second": 1000])
    curves.add(["step": 3, "split": "valid", "valid_loss": 6.3])
    #expect(curves.training.rows.map(\.point.loss) == [7.5, 6, 5])
    #expect(curves.validation.rows.map(\.point.loss) == [6.2, 6.3])
    #expect(curves.firstLoss == 7.5 && curves.lastLoss == 5)
    #expect(curves.bestValidation?.step == 2 && curves.lastValidation?.step == 3)
    #expect(curves.step == 3 && curves.seconds == 2 && curves.tokens == 1024)
    #expect(curves.tokensPerSecond == 900)
    #expect(curves.divergedAt == nil)
  }

  @Test func aDivergedRunKeepsItsFiniteLosses() {
    var curves = RunCurves()
    curves.add(["step": 1, "loss": 7.5])
    curves.add(["step": 2, "loss": nil])
    curves.add(["step": 3, "split": "train", "diverged": true])
    #expect(curves.training.rows.map(\.point.step) == [1])
    #expect(curves.divergedAt == 3)
    #expect(RunState(curves: curves, steps: 100) == .diverged(step: 3))
  }

  @Test func strangeRecordsArePassedOver() {
    var curves = RunCurves()
    for record: JSONValue in [[:], ["step": "1"], ["step": 1, "loss": "low"], ["step": 1, "loss": ["a"]], 5, nil] {
      curves.add(record)
    }
    #expect(curves.training.rows.isEmpty && curves.validation.rows.isEmpty)
  }

  /// Differences of such numbers are not finite, and no figure can show them.
  @Test func numbersBeyondMeaningArePassedOver() {
    var curves = RunCurves()
    curves.add(["step": 1, "loss": 1e308, "valid_loss": -1e308])
    curves.add(["step": 2, "loss": 1e100, "seconds": 1e200, "tokens": 1e101])
    #expect(curves.training.rows.map(\.point.loss) == [1e100] && curves.validation.rows.isEmpty)
    #expect(curves.seconds == nil && curves.tokens == nil)
  }

  @Test func theStateFollowsFromTheRecords() {
    var curves = RunCurves()
    curves.add(["step": 10, "loss": 1])
    #expect(RunState(curves: curves, steps: 10) == .finished)
    #expect(RunState(curves: curves, steps: 11) == .unfinished)
    #expect(RunState(curves: curves, steps: nil) == .finished)
  }
}
