import ArgumentParser
import CommandSupport

/// The flags of `--plan`.
struct PlanFlags: ParsableArguments {
  @Flag(help: "Print parameters, memory, FLOPs and time, and end: needs no dataset.")
  var plan = false

  @Option(help: ArgumentHelp("With --plan: memory to fit, such as 80GB or 16GiB.", valueName: "bytes"))
  var memory: ByteCount?

  @Option(help: ArgumentHelp("With --plan: peak FLOP/s of the hardware, such as 19.5e12.", valueName: "x"))
  var flops: Double?

  @Option(help: ArgumentHelp("With --plan: share of the peak that training reaches.", valueName: "x"))
  var utilization: Double = 0.5
}
