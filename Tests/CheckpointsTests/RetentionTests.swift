import Testing

@testable import Checkpoints

@Suite struct RetentionTests {
  private let steps = [50, 10, 20, 30, 40]

  @Test func everythingStaysByDefault() {
    #expect(Retention().superfluous(among: steps, best: nil) == [])
    #expect(Retention(keepsBest: true).superfluous(among: steps, best: 10) == [])
  }

  @Test func theNewestStay() {
    #expect(Retention(newest: 2).superfluous(among: steps, best: nil) == [10, 20, 30])
    #expect(Retention(newest: 0).superfluous(among: steps, best: nil) == [10, 20, 30, 40])
    #expect(Retention(newest: 9).superfluous(among: steps, best: nil) == [])
  }

  @Test func aBranchStays() {
    #expect(Retention(newest: 1, lastConstantStep: 20).superfluous(among: steps, best: nil) == [10, 30, 40])
    #expect(
      Retention(newest: 1, keepsBest: true, lastConstantStep: 20).superfluous(among: steps, best: 30) == [10, 40])
  }

  @Test func multiplesAndTheBestStayBesides() {
    #expect(Retention(newest: 1, multiplesOf: 20).superfluous(among: steps, best: nil) == [10, 30])
    #expect(Retention(newest: 1, keepsBest: true).superfluous(among: steps, best: 30) == [10, 20, 40])
    #expect(Retention(newest: 1, keepsBest: false).superfluous(among: steps, best: 30) == [10, 20, 30, 40])
  }
}

@Suite struct CheckpointNameTests {
  @Test func namesSortAsStepsDo() {
    #expect(CheckpointName.file(step: 100) == "step-00000100.safetensors")
    #expect(CheckpointName.file(step: 123_456_789) == "step-123456789.safetensors")
    #expect(CheckpointName.file(step: 0) < CheckpointName.file(step: 99_999_999))
  }

  @Test func onlyExactNamesAreRead() {
    #expect(CheckpointName.step(ofFile: "step-00000100.safetensors") == 100)
    for name in [
      "step-100.safetensors", ".step-00000100.safetensors.tmp-1-a", "step--0000100.safetensors", "step-.safetensors",
      "step-00000100.safetensors.bak", "step-0000010x.safetensors", "step-+0000100.safetensors",
    ] {
      #expect(CheckpointName.step(ofFile: name) == nil)
    }
  }
}
