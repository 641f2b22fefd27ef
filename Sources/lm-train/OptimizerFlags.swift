import ArgumentParser
import Training

/// The rule that moves the parameters.
enum OptimizerKind: String, CaseIterable, ExpressibleByArgument {
  case adamw
  /// Of the blocks' matrices; AdamW of the others.
  case muon
}

extension MuonSettings.Scale: ExpressibleByArgument {}

/// The flags of the optimizer and its rates, as typed.
struct OptimizerFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What moves the parameters: adamw, or muon for the blocks' matrices and AdamW for the others. (default: adamw)"))
  var optimizer: OptimizerKind?

  @Option(
    name: .customLong("lr-embedding"),
    help: ArgumentHelp(
      "Maximum learning rate of the embedding. (default: --lr; with muon \(MuonDefaults.embedding))", valueName: "x"))
  var embeddingRate: Double?

  @Option(
    name: .customLong("lr-head"),
    help: ArgumentHelp(
      "Maximum learning rate of the output layer. (default: --lr; with muon \(MuonDefaults.head))", valueName: "x"))
  var headRate: Double?

  @Option(
    name: .customLong("lr-vectors"),
    help: ArgumentHelp(
      "Maximum learning rate of the norms' gains. (default: --lr; with muon \(MuonDefaults.vectors))", valueName: "x"))
  var vectorRate: Double?

  @Option(
    help: ArgumentHelp("With muon: the share of the momentum that stays in a step. (default: 0.95)", valueName: "x"))
  var momentum: Double?

  @Option(
    help: ArgumentHelp(
      "With muon: steps in which the momentum goes from 0.85 to --momentum. (default: 0)", valueName: "n"))
  var momentumWarmupSteps: Int?

  @Option(
    help: ArgumentHelp(
      """
      With muon: how a matrix's rate follows from its shape: original, √max(1, rows/columns) × --lr, or \
      match-rms-adamw, 0.2 √max(rows, columns) × --lr, for rates as AdamW has them. (default: original)
      """))
  var muonScale: MuonSettings.Scale?

  @Flag(
    inversion: .prefixedNo,
    help: "Weight decay only for parameters that the step makes smaller as well. (default: no)")
  var cautiousWeightDecay: Bool?
}
