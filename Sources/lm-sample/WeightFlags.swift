import ArgumentParser
import Kernels

/// How precisely weights are stored; lm-eval has the same option, to measure what it costs.
struct WeightFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How weights are stored: fp32, bf16 (half the memory) or int8 (a quarter; one scale per row). Narrower weights "
        + "are faster to read; lm-eval --weights measures the effect on the loss.",
      valueName: "precision"))
  var weights = WeightPrecision.fp32

  var precision: WeightPrecision { weights }
}

extension WeightPrecision: ExpressibleByArgument {}
