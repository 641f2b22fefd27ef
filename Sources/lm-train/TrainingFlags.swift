import ArgumentParser
import Training

/// The flags of the optimisation, as typed.
struct TrainingFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Total optimizer steps, including those before a resume. (default: 5000)", valueName: "n"))
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      """
      In place of --steps: seconds for the whole run, its start included. The first steps are tried, the number of steps is \
      chosen once, and config.json keeps it.
      """, valueName: "x"))
  var maxSeconds: Double?

  @Option(help: ArgumentHelp("Sequences per forward and backward pass. (default: 32)", valueName: "n"))
  var batchSize: Int?

  @Option(help: ArgumentHelp("Passes whose gradients are averaged into one step. (default: 1)", valueName: "n"))
  var gradientAccumulation: Int?

  @Option(
    help: ArgumentHelp(
      "Groups of a step's sequences that are summed apart, a power of two. (default: the largest up to 8 that fits)",
      valueName: "n"))
  var gradientGroups: Int?

  @Option(
    help: """
      How the last matrix of each sublayer begins: normal as the others, or zero, so that each block begins as the \
      identity. (default: normal)
      """)
  var initProjections: ProjectionStart?

  @Option(
    name: .customLong("lr"),
    help: ArgumentHelp(
      "Maximum learning rate; with muon the matrices'. (default: 1e-3; with muon \(MuonDefaults.rate(.original)))",
      valueName: "x"))
  var learningRate: Double?

  @Option(
    name: .customLong("min-lr"),
    help: ArgumentHelp("Learning rate at the end of the decay. (default: a tenth of --lr)", valueName: "x"))
  var minimumLearningRate: Double?

  @Option(
    help: """
      How the rate comes down after the warm-up. cosine, linear: from then on. wsd: constant, then linear in the last steps; \
      --resume with more --steps goes on from before these. (default: cosine)
      """)
  var schedule: ScheduleName?

  @Option(
    help: ArgumentHelp("With --schedule wsd: the last part of --decay-steps. (default: 0.2)", valueName: "x"))
  var cooldownFraction: Double?

  @Option(help: ArgumentHelp("Steps of linear warm-up. (default: a twentieth of --steps)", valueName: "n"))
  var warmupSteps: Int?

  @Option(
    help: ArgumentHelp(
      "Step at which the decay ends; later steps use --min-lr. (default: --steps)", valueName: "n"))
  var decaySteps: Int?

  @Option(help: ArgumentHelp("Decoupled weight decay. (default: 0.1)", valueName: "x"))
  var weightDecay: Double?

  @Option(help: ArgumentHelp("Decay of AdamW's first moment. (default: 0.9)", valueName: "x"))
  var beta1: Double?

  @Option(help: ArgumentHelp("Decay of AdamW's second moment. (default: 0.95)", valueName: "x"))
  var beta2: Double?

  @Option(name: .customLong("eps"), help: ArgumentHelp("AdamW's epsilon. (default: 1e-8)", valueName: "x"))
  var epsilon: Double?

  @Option(
    name: .customLong("clip"),
    help: ArgumentHelp("Maximum gradient norm; 0 turns clipping off. (default: 1.0)", valueName: "x"))
  var clip: Double?

  @Option(
    name: .customLong("freeze"), parsing: .singleValue,
    help: ArgumentHelp(
      """
      Parameters that stay as they are; repeat it for more: a tensor's name, a part of names up to a dot (layers.0), or with * \
      for any characters (*.ffn.*); none for no more.
      """, valueName: "name"))
  var frozen: [String] = []

  @Option(
    help: """
      Where training windows begin. none: anywhere. documents: at the first token of a document; the longer it is, up to a \
      window, the more often. (default: none)
      """)
  var align: WindowAlignment?

  @Option(
    help: ArgumentHelp("Seed of the initial parameters and of the training windows. (default: 0)", valueName: "n"))
  var seed: UInt64?

  @OptionGroup(title: "Optimizer") var optimizer: OptimizerFlags
  @OptionGroup(title: "Adapters") var lora: LoRAFlags

  mutating func validate() throws {
    guard let maxSeconds else { return }
    guard steps == nil else {
      throw ValidationError("--steps and --max-seconds: one of them gives the other; leave one out.")
    }
    guard maxSeconds > 0, maxSeconds <= 1e9 else {
      throw ValidationError("--max-seconds \(maxSeconds): must be above 0, up to 1000000000.")
    }
  }
}

/// The shapes of the learning rate, as typed.
enum ScheduleName: String, CaseIterable, ExpressibleByArgument {
  case cosine, linear, wsd
}

extension WindowAlignment: ExpressibleByArgument {}
extension ProjectionStart: ExpressibleByArgument {}
