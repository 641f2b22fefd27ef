import ArgumentParser

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

/// An amount of memory as people type it: `80GB` (decimal), `16GiB` (binary), `1000000`.
struct ByteCount: ExpressibleByArgument, Equatable {
  let bytes: Double

  private static let units: [String: Double] = [
    "": 1, "B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
    "KIB": 1024, "MIB": 1_048_576, "GIB": 1_073_741_824, "TIB": 1_099_511_627_776,
  ]

  init?(argument: String) {
    let digits = argument.prefix { $0.isNumber || $0 == "." }
    let unit = argument.dropFirst(digits.count).drop { $0 == " " }.uppercased()
    guard let number = Double(digits), let factor = Self.units[unit], number > 0, number.isFinite else { return nil }
    bytes = number * factor
  }
}
