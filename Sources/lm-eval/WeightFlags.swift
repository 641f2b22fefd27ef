import ArgumentParser
import Kernels

/// How precisely weights are stored; lm-sample has the same option.
struct WeightFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Round the weights as lm-sample --weights stores them: fp32, bf16, or int8 with a scale for each row.",
      valueName: "precision"))
  var weights = WeightPrecision.fp32

  var precision: WeightPrecision { weights }
}

extension WeightPrecision: ExpressibleByArgument {}
