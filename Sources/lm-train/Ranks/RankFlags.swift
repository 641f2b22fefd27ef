import ArgumentParser
import Collectives
import Training

/// The flags of several processes that train together.
struct RankFlags: ParsableArguments {
  /// How gradients travel.
  enum Exchange: String, CaseIterable, ExpressibleByArgument {
    case fp32, bf16

    var wire: WireFormat { self == .fp32 ? .fp32 : .bf16 }
  }

  @Option(
    help: ArgumentHelp(
      "Processes that train together; 1 for a training of its own. (default: those that mpirun or srun started)",
      valueName: "n"))
  var processes: Int?

  @Flag(
    help: """
      Train with all processes that MPI knows of, where another launcher than mpirun, mpiexec or srun started them: those \
      are noticed.
      """)
  var mpi = false

  @Option(
    help: """
      How gradients travel between processes. fp32: the result has the same bits for any number of processes. bf16: half \
      the bytes, and other bits for each number. (default: fp32)
      """)
  var gradientExchange: Exchange?

  @Option(
    help: ArgumentHelp(
      "Steps between comparisons of all processes' parameters; 0 for none. (default: 1000)", valueName: "n"))
  var checkRanks = 1000

  @Flag(help: "Train on machines of several kinds together, whose sums differ in the last bits.")
  var allowMixed = false

  @Flag(help: "Let every process say now and then where it stands, and how long it waits for the others.")
  var logRanks = false

  /// What a rank says of itself; nil for nothing.
  func log(_ group: RankGroup?, _ trainer: Trainer, of plan: RunPlan, quiet: Bool) -> RankLog? {
    guard logRanks, !quiet, let group else { return nil }
    return RankLog(group, trainer, last: plan.steps)
  }

  mutating func validate() throws {
    if let processes, !(1...65_536).contains(processes) {
      throw ValidationError("--processes \(processes): must be from 1 to 65536.")
    }
    if !(0...1_000_000_000).contains(checkRanks) {
      throw ValidationError("--check-ranks \(checkRanks): must be from 0 to 1000000000.")
    }
  }
}
