import ArgumentParser

/// The flags of the optimisation, as typed.
struct TrainingFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Total optimizer steps, including those before a resume. (default: 5000)", valueName: "n"))
  var steps: Int?

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
    name: .customLong("lr"),
    help: ArgumentHelp(
      "Maximum learning rate; with muon the matrices'. (default: 1e-3; with muon \(MuonDefaults.rate(.original)))",
      valueName: "x"))
  var learningRate: Double?

  @Option(
    name: .customLong("min-lr"),
    help: ArgumentHelp("Learning rate at the end of the cosine decay. (default: a tenth of --lr)", valueName: "x"))
  var minimumLearningRate: Double?

  @Option(help: ArgumentHelp("Steps of linear warm-up. (default: a twentieth of --steps)", valueName: "n"))
  var warmupSteps: Int?

  @Option(
    help: ArgumentHelp(
      "Step at which the cosine decay ends; later steps use --min-lr. (default: --steps)", valueName: "n"))
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
    help: ArgumentHelp("Seed of the initial parameters and of the training windows. (default: 0)", valueName: "n"))
  var seed: UInt64?

  @OptionGroup(title: "Optimizer") var optimizer: OptimizerFlags
}
