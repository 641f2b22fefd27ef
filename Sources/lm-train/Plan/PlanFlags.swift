import ArgumentParser
import CommandSupport

/// The flags of `--plan`.
struct PlanFlags: ParsableArguments {
  @Flag(help: "Print parameters, memory, FLOPs and time, and exit; needs no dataset.")
  var plan = false

  @Option(help: ArgumentHelp("With --plan: available memory, such as 80GB or 16GiB.", valueName: "bytes"))
  var memory: ByteCount?

  @Option(help: ArgumentHelp("With --plan: peak FLOP/s of the hardware, such as 19.5e12.", valueName: "x"))
  var flops: Double?

  @Option(help: ArgumentHelp("With --plan: fraction of the peak that training reaches.", valueName: "x"))
  var utilization: Double = 0.5

  @Option(
    help: ArgumentHelp(
      "With --plan: the network between machines, such as 1Gbit: what more of them gain, up to --processes.",
      valueName: "speed"))
  var link: LinkSpeed?

  @Option(
    help: ArgumentHelp("With --plan --link: microseconds until a message arrives.", valueName: "x"))
  var linkLatency: Double = 50

  mutating func validate() throws {
    guard linkLatency >= 0, linkLatency < 1e9 else {
      throw ValidationError("--link-latency \(linkLatency): must be microseconds from 0 to 1e9.")
    }
    if let memory, !memory.bytes.isFinite { throw ValidationError("--memory: must be a finite number of bytes.") }
    if let flops, !(flops > 0 && flops.isFinite) {
      throw ValidationError("--flops \(flops): must be a finite number above 0.")
    }
    guard utilization > 0, utilization <= 1 else {
      throw ValidationError("--utilization \(utilization): must be above 0 and at most 1.")
    }
  }
}
