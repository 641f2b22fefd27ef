import Kernels
import Parallel
import Testing
import Transformer

@testable import Training

@Suite struct RunLoopTests {
  private let trainer: Trainer

  init() throws {
    var configuration = ModelConfiguration()
    (configuration.vocabulary, configuration.contextLength, configuration.width) = (11, 4, 8)
    (configuration.layers, configuration.heads, configuration.feedForwardWidth) = (1, 2, 8)
    let model = try LanguageModel(
      configuration: configuration, operations: CPUOperations(team: ThreadTeam(threads: 1)))
    model.initialize(seed: 1)
    var settings = TrainingSettings()
    settings.batchSize = 2
    trainer = try Trainer(model: model, settings: settings, data: ArrayTokens((0..<100).map { $0 % 11 }))
  }

  /// What happened, as text: `1 2 v2 s2`.
  private func run(
    _ plan: RunPlan, lastValidated: Int? = nil, stopAfter: Int = .max, breaksOff: Bool = false
  ) throws -> (events: String, ending: RunLoop.Ending) {
    var events: [String] = []
    var loop = RunLoop(trainer: trainer, plan: plan) { shouldStop in
      breaksOff && shouldStop() ? nil : EvaluationResult()
    }
    let ending = try loop.run(lastValidated: lastValidated, shouldStop: { trainer.step >= stopAfter }) { event in
      switch event {
      case .stepped(let reports): events += reports.map { "\($0.step)" }
      case .validated(let step, _): events.append("v\(step)")
      case .saves(let step): events.append("s\(step)")
      }
    }
    return (events.joined(separator: " "), ending)
  }

  @Test func validatesThenSavesAtItsIntervalsAndAtTheEnd() throws {
    let (events, ending) = try run(RunPlan(steps: 5, validateEvery: 2, checkpointEvery: 3))
    #expect(events == "1 2 v2 3 s3 4 v4 5 v5 s5")
    #expect(ending == .finished)
  }

  @Test func intervalsOfZeroSaveAtTheEndOnly() throws {
    #expect(try run(RunPlan(steps: 3, validateEvery: 0, checkpointEvery: 0)).events == "1 2 3 s3")
  }

  @Test func aBranchIsSavedWhateverTheInterval() throws {
    let plan = RunPlan(steps: 5, validateEvery: 0, checkpointEvery: 0, lastConstantStep: 3)
    #expect(try run(plan).events == "1 2 3 s3 4 5 s5")
    #expect(plan.stepsToNextEvent(after: 1) == 2 && plan.stepsToNextEvent(after: 3) == 2)
    #expect(plan.checkpoints == 2 && plan.validations == 0)
    #expect(RunPlan(steps: 12, validateEvery: 5, checkpointEvery: 5, lastConstantStep: 9).checkpoints == 4)
    #expect(RunPlan(steps: 12, validateEvery: 5, checkpointEvery: 5, lastConstantStep: 10).checkpoints == 3)
    #expect(RunPlan(steps: 12, validateEvery: 5, checkpointEvery: 0).validations == 3)
  }

  /// Steps that are taken at once do not pass over it.
  @Test func launchesEndWhereABranchIs() {
    #expect(
      RunPlan(steps: 80, validateEvery: 40, checkpointEvery: 40, lastConstantStep: 64).launchLength(most: 16) == 8)
    #expect(
      RunPlan(steps: 80, validateEvery: 40, checkpointEvery: 40, lastConstantStep: 61).launchLength(most: 16) == 16)
  }

  @Test func stoppingSavesAtOnceAndTheMissingValidationIsMadeUpFor() throws {
    let plan = RunPlan(steps: 4, validateEvery: 2, checkpointEvery: 0)
    let (events, ending) = try run(plan, stopAfter: 2)
    #expect(events == "1 2 s2")
    #expect(ending == .stopped(step: 2))
    #expect(try run(plan).events == "v2 3 4 v4 s4")
  }

  @Test func whatIsSavedIsNotSavedAgainWhenStopped() throws {
    let plan = RunPlan(steps: 4, validateEvery: 0, checkpointEvery: 2)
    #expect(try run(plan, stopAfter: 2).events == "1 2 s2")
    #expect(try run(plan, stopAfter: 2).events == "")
  }

  @Test func aRunThatStandsAtItsEndHasNothingToDo() throws {
    let plan = RunPlan(steps: 2, validateEvery: 1, checkpointEvery: 1)
    #expect(try run(plan).events == "1 v1 s1 2 v2 s2")
    let again = try run(plan, lastValidated: 2)
    #expect(again.events == "")
    #expect(again.ending == .finished)
  }

  @Test func theLastValidationIsWaitedFor() throws {
    let (events, ending) = try run(
      RunPlan(steps: 2, validateEvery: 2, checkpointEvery: 0), stopAfter: 2, breaksOff: true)
    #expect(events == "1 2 v2 s2")
    #expect(ending == .finished)
  }

  @Test func stoppedBeforeTheFirstStepThereIsNothingToSave() throws {
    let (events, ending) = try run(RunPlan(steps: 2, validateEvery: 1, checkpointEvery: 1), stopAfter: 0)
    #expect(events == "")
    #expect(ending == .stopped(step: 0))
  }
}

@Suite struct PatienceTests {
  private func trainer() throws -> Trainer {
    var configuration = ModelConfiguration()
    (configuration.vocabulary, configuration.contextLength, configuration.width) = (11, 4, 8)
    (configuration.layers, configuration.heads, configuration.feedForwardWidth) = (1, 2, 8)
    let model = try LanguageModel(
      configuration: configuration, operations: CPUOperations(team: ThreadTeam(threads: 1)))
    model.initialize(seed: 1)
    var settings = TrainingSettings()
    settings.batchSize = 2
    return try Trainer(model: model, settings: settings, data: ArrayTokens((0..<100).map { $0 % 11 }))
  }

  /// Where a run of ten steps ends whose validations find these losses, and after which steps it saved.
  private func end(
    _ losses: [Double], patience: Int?, former: ValidationWatch = ValidationWatch()
  ) throws -> (ending: RunLoop.Ending, saved: [Int]) {
    let trainer = try trainer()
    let plan = RunPlan(steps: 10, validateEvery: 1, checkpointEvery: 4, patience: patience)
    var loop = RunLoop(trainer: trainer, plan: plan, former: former) { _ in
      var result = EvaluationResult()
      (result.tokens, result.totalLoss) = (1, losses[trainer.step - 1])
      return result
    }
    var saved: [Int] = []
    let ending = try loop.run(lastValidated: nil, shouldStop: { false }) { event in
      if case .saves(let step) = event { saved.append(step) }
    }
    return (ending, saved)
  }

  @Test func endsAfterSoManyValidationsWithoutALowerLoss() throws {
    let losses = [5.0, 4, 4, 4.5, 3, 3.5, 3, 3, 2, 1]
    #expect(try end(losses, patience: 3).ending == .outOfPatience(step: 8))
    #expect(try end(losses, patience: 2).ending == .outOfPatience(step: 4))
    #expect(try end(losses, patience: 2).saved == [4])
    #expect(try end(losses, patience: 3).saved == [4, 8])
    #expect(try end(losses, patience: 4).ending == .finished)
    #expect(try end(losses, patience: nil).saved == [4, 8, 10])
  }

  /// The state after the last validation is saved, whenever checkpoints are due.
  @Test func theLastStateIsSaved() throws {
    let (ending, saved) = try end([1, 2, 3, 3, 3, 3, 3, 3, 3, 3], patience: 1)
    #expect(ending == .outOfPatience(step: 2))
    #expect(saved == [2])
  }

  /// At the last step a run is finished, however long it waited.
  @Test func theLastStepIsTheEnd() throws {
    #expect(try end([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], patience: 9).ending == .finished)
  }

  @Test func aRunThatGoesOnRemembersWhatWasFound() throws {
    let former = [2.0, 3].reduce(into: ValidationWatch()) { $0.took(loss: $1) }
    #expect(former == ValidationWatch(best: 2, misses: 1))
    #expect(try end([2.5, 1, 5, 5, 5, 5, 5, 5, 5, 5], patience: 2, former: former).ending == .outOfPatience(step: 1))
    #expect(try end([1.5, 1, 5, 5, 5, 5, 5, 5, 5, 5], patience: 2, former: former).ending == .outOfPatience(step: 4))
  }
}
