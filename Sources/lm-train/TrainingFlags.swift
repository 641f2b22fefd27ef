import ArgumentParser

/// The flags of the optimisation, as typed.
struct TrainingFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Optimiser steps in all, those before a resume included. (default: 5000)", valueName: "n"))
  var steps: Int?

  @Option(help: ArgumentHelp("Sequences in one pass. (default: 32)", valueName: "n"))
  var batchSize: Int?

  @Option(help: ArgumentHelp("Passes whose gradients are averaged into one step. (default: 1)", valueName: "n"))
  var gradientAccumulation: Int?

  @Option(name: .customLong("lr"), help: ArgumentHelp("Highest learning rate. (default: 1e-3)", valueName: "x"))
  var learningRate: Double?

  @Option(
    name: .customLong("min-lr"),
    help: ArgumentHelp("Learning rate at the end of the cosine. (default: a tenth of --lr)", valueName: "x"))
  var minimumLearningRate: Double?

  @Option(help: ArgumentHelp("Steps of linear warm-up. (default: a twentieth of --steps)", valueName: "n"))
  var warmupSteps: Int?

  @Option(
    help: ArgumentHelp(
      "Step at which the cosine ends; later steps run at --min-lr. (default: --steps)", valueName: "n"))
  var decaySteps: Int?

  @Option(help: ArgumentHelp("Decoupled weight decay of AdamW. (default: 0.1)", valueName: "x"))
  var weightDecay: Double?

  @Option(help: ArgumentHelp("Decay of AdamW's first moment. (default: 0.9)", valueName: "x"))
  var beta1: Double?

  @Option(help: ArgumentHelp("Decay of AdamW's second moment. (default: 0.95)", valueName: "x"))
  var beta2: Double?

  @Option(name: .customLong("eps"), help: ArgumentHelp("AdamW's epsilon. (default: 1e-8)", valueName: "x"))
  var epsilon: Double?

  @Option(
    name: .customLong("clip"),
    help: ArgumentHelp("Largest norm of the gradient; 0 for no clipping. (default: 1.0)", valueName: "x"))
  var clip: Double?

  @Option(help: ArgumentHelp("Seed of the initial parameters and of the windows drawn. (default: 0)", valueName: "n"))
  var seed: UInt64?
}
