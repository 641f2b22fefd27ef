import Engines
import Formats
import Manifest
import Messages
import Testing

@testable import CommandSupport
@testable import Training
@testable import Transformer

/// What the modules say of a field, with the flags that a person typed.
struct FlagNamesTests {
  static let wrongModels: [(change: @Sendable (inout ModelConfiguration) -> Void, message: String)] = [
    (
      { $0.width = 500 },
      "d_model 500 is not divisible by 16 heads; use --d-model 496 or 512, or another --heads"
    ),
    (
      {
        $0.width = 9; $0.heads = 10
      },
      "d_model 9 is not divisible by 10 heads; use --d-model 10, or another --heads"
    ),
    (
      { $0.width = 48 },
      "d_model 48 with 16 heads makes heads of width 3, but rotary positions turn pairs (expected an even width); "
        + "use --d-model 32 or 64, or --position none"
    ),
    ({ $0.vocabulary = 2_097_153 }, "--vocab-size: 2097153 (expected 1 to 2097152); give another --vocab-size"),
    ({ $0.contextLength = 0 }, "--context-length: 0 (expected 1 to 16777216); give another --context-length"),
    ({ $0.width = -8 }, "--d-model: -8 (expected 1 to 1048576); give another --d-model"),
    ({ $0.layers = 0 }, "--layers: 0 (expected 1 to 10000); give another --layers"),
    ({ $0.heads = 0 }, "--heads: 0 (expected 1 to 1048576); give another --heads"),
    ({ $0.feedForwardWidth = 0 }, "--d-ff: 0 (expected 1 to 4194304); give another --d-ff"),
    ({ $0.ropeTheta = 0 }, "--rope-theta: 0.0 (expected a finite number above 0); give another --rope-theta"),
    (
      { $0.normEpsilon = -1 },
      "--norm-epsilon: -1.0 (expected a finite number above 0); give another --norm-epsilon"
    ),
  ]

  @Test(arguments: wrongModels.indices)
  func aWrongModelIsRefusedByItsFlag(index: Int) throws {
    var configuration = ModelConfiguration()
    Self.wrongModels[index].change(&configuration)
    let error = try #require(throws: ModelError.self) { try configuration.validate() }
    #expect(FlagNames.text(of: error) == Self.wrongModels[index].message)
    #expect(ErrorReport(error).message == Self.wrongModels[index].message)
  }

  static let wrongTrainings: [(change: @Sendable (inout TrainingSettings) -> Void, message: String)] = [
    ({ $0.batchSize = 0 }, "--batch-size: 0 (expected 1 or more); give another --batch-size"),
    ({ $0.accumulation = 0 }, "--gradient-accumulation: 0 (expected 1 or more); give another --gradient-accumulation"),
    (
      { ($0.gradientGroups, $0.accumulation) = (8, 6) },
      "--gradient-groups: 8 (expected 1 or 2 with --batch-size 32 and --gradient-accumulation 6); "
        + "give another --gradient-groups"
    ),
    (
      { $0.batchSize = 1_000_001 }, "--batch-size: 1000001 (expected at most 1000000); give another --batch-size"
    ),
    ({ $0.schedule.maximum = -1 }, "--lr: -1.0 (expected a finite number, 0 or above); give another --lr"),
    ({ $0.schedule.minimum = 2 }, "--min-lr: 2.0 (expected 0 to --lr 0.01); give another --min-lr"),
    ({ $0.schedule.warmupSteps = -1 }, "--warmup-steps: -1 (expected 0 or more); give another --warmup-steps"),
    (
      { $0.schedule.decaySteps = 4 },
      "--warmup-steps: 5 is after the decay's end (expected at most --decay-steps 4); "
        + "use a shorter warm-up or a later end"
    ),
    (
      { $0.schedule.shape = .wsd(cooldownFraction: -1) },
      "--cooldown-fraction: -1.0 (expected 0 to 1); give another --cooldown-fraction"
    ),
    ({ $0.optimizer.beta1 = 1 }, "--beta1: 1.0 (expected 0 or above and below 1); give another --beta1"),
    ({ $0.optimizer.beta2 = -0.5 }, "--beta2: -0.5 (expected 0 or above and below 1); give another --beta2"),
    ({ $0.optimizer.epsilon = 0 }, "--eps: 0.0 (expected a finite number above 0); give another --eps"),
    (
      { $0.optimizer.weightDecay = -.infinity },
      "--weight-decay: -inf (expected a finite number, 0 or above); give another --weight-decay"
    ),
    (
      { $0.rates.embedding = -1 },
      "--lr-embedding: -1.0 (expected a finite number, 0 or above); give another --lr-embedding"
    ),
    (
      {
        $0.muon = MuonSettings(); $0.muon?.momentum = -1
      },
      "--momentum: -1.0 (expected 0 or above and below 1); give another --momentum"
    ),
    ({ $0.clipNorm = 0 }, "--clip: 0.0 (expected a finite number above 0); give another --clip"),
  ]

  @Test(arguments: wrongTrainings.indices)
  func aWrongTrainingIsRefusedByItsFlag(index: Int) throws {
    var settings = TrainingSettings()
    settings.schedule = LearningRateSchedule(maximum: 0.01, minimum: 0.001, warmupSteps: 5, decaySteps: 40)
    Self.wrongTrainings[index].change(&settings)
    let error = try #require(throws: TrainingError.self) { try settings.validate() }
    #expect(FlagNames.text(of: error) == Self.wrongTrainings[index].message)
  }

  static let others: [(error: any Error & Sendable, text: String)] = [
    (
      FormatError.tokenizer(path: "vocab.json", .vocabulary(.tooManyTokens(2_097_153))),
      "vocab.json: 2097153 tokens are too many (expected at most 2097152); train with --vocab-size 2097152 or less"
    ),
    (
      FormatError.tokenizer(path: "merges.txt", .merges(.tooMany(2_097_153))),
      "merges.txt: 2097153 merges are too many (expected at most 2097152); train with --vocab-size 2097152 or less"
    ),
    (
      FormatError.tokenizer(path: "vocab.json", .vocabulary(.notInAlphabet("a b"))),
      "vocab.json: token \"a b\" has a character outside GPT-2's byte alphabet; "
        + "if it is a special token, name it with --special-token"
    ),
    (
      FormatError.tokenizer(path: "tok", .specialTokens(.noSeparator("<x>", known: []))),
      "tok: separator \"<x>\" is not a special token of the tokenizer (it has none); name one of them with --separator"
    ),
    (
      EngineError.missing(variable: "PMI_RANK", beside: "PMI_SIZE"),
      "PMI_SIZE is set and PMI_RANK is not (expected both); "
        + "start the tool through the engine, or say its place with --task and --tasks"
    ),
    (
      EngineError.unknownCount(.kubernetes, task: 4, variable: "JOB_COMPLETION_INDEX"),
      "Kubernetes says that this is task 4 (JOB_COMPLETION_INDEX), but not of how many; "
        + "say --tasks N, or --task 0 --tasks 1 if every task has a text of its own"
    ),
    (
      EngineError.taskOutside(task: 4, tasks: 4, engine: .kubernetes),
      "Kubernetes started this as task 4 (expected 0 to 3, as there are --tasks 4); tasks count from 0, and --tasks "
        + "counts all of them"
    ),
    (
      EngineError.otherCount(tasks: 8, engine: .openMPI, size: 3),
      "--tasks 8: Open MPI started 3 processes (expected the same number); leave --tasks out"
    ),
    (
      EngineError.noEngine(tasks: 8),
      "--tasks 8: nothing says which of them this is; add --task I, or start the tool through Slurm, MPI, a Kubernetes "
        + "indexed job or GNU parallel"
    ),
    (
      ManifestError.database(path: "m.db", .missing),
      "m.db: no such manifest; choose one with --manifest, or run `manifest rebuild` if receipts/ is next to it"
    ),
    (
      ManifestError.database(path: "m.db", .notFile(found: "is a pipe")),
      "m.db: is a pipe (expected an ordinary file, or nothing); move it away or choose another path with --manifest"
    ),
    (
      ManifestError.database(path: "m.db", .notManifest(found: "is text")),
      "m.db: is text (expected a Letterpress manifest, which is an SQLite database); "
        + "choose another path with --manifest"
    ),
  ]

  @Test(arguments: others.indices)
  func whatOtherModulesRefuseIsToldByFlags(index: Int) {
    #expect(ErrorReport(Self.others[index].error).message == Self.others[index].text)
  }

  /// A reason that manifests keep: it stays what it always was.
  @Test func aRunThatWasForcedIsRecordedAsBefore() {
    #expect(FlagNames.text(Decision.Cause.forced.words()) == "--force")
  }

  @Test func memoryIsToldWithTheBatch() {
    let error = ModelError.moreThanIsFree(what: "training with \(field: "batchSize") 64", bytes: 9.7e9, free: 3.1e9)
    #expect(
      FlagNames.text(of: error)
        == "training with --batch-size 64: 9.7 GB needed (expected at most the 3.1 GB that are free now); end other "
        + "programs, or use a smaller batch, context or model (lm-train --plan --memory tells what fits)")
  }

  @Test(
    arguments: [
      (
        .dataTooShort(tokens: 16, positions: 16),
        "context longer than the data: a window of 16 tokens and its targets take 17 tokens, but there are 16; "
          + "use a shorter --context-length or more data"
      ),
      (
        .stepTooLarge(sequences: 4, positions: 9, most: 8),
        "a step of 4 sequences of 9 tokens (expected at most 8 tokens); "
          + "use a smaller --batch-size, --gradient-accumulation or --context-length"
      ),
      (
        .diverged(step: 3, loss: .infinity, gradientNorm: .infinity),
        "diverged at step 3: loss inf, gradient norm inf (expected finite numbers); "
          + "resume from the last checkpoint with a lower --lr, a longer --warmup-steps or a smaller --clip"
      ),
    ] as [(TrainingError, String)])
  func adviceNamesFlags(error: TrainingError, text: String) {
    #expect(FlagNames.text(of: error) == text)
  }
}
