import Collectives
import CommandSupport
import Engines
import MPI
import Messages
import Platform

/// `mpirun -n 4 mpi-check sum 100000 fp32`: what pipelines/test/mpi.sh runs.
///
///     sum FLOATS WIRE      sums ranges, numbers and flags, and compares them with the oracle: `ok`, library and digest
///     wait FOLDER          exchanges numbers for ever; FOLDER/RANK holds the process id, and FOLDER/RANK.end why it ended
///     fail FOLDER          the same, but the last rank ends with an error of its own after a while
///     speed FLOATS PAIRS RANGES   seconds for a sum of so many floats in so many ranges (1): one line each
@main
struct MPICheck {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    do {
      guard let launcher = try Launcher.ofThisProcess() else {
        return say("no launcher started this process", code: 64)
      }
      let (group, library) = try ProcessGroup.mpi(launcher, patience: patience)
      switch (arguments.first, arguments.dropFirst().first, arguments.dropFirst(2).first) {
      case ("sum", let floats?, let wire?):
        try SumCheck(group, library).run(floats: Int(floats) ?? 0, wire: WireFormat(rawValue: wire) ?? .fp32)
      case ("wait", let folder?, _): WaitCheck(group, folder: folder).run(failing: false)
      case ("fail", let folder?, _): WaitCheck(group, folder: folder).run(failing: true)
      case ("speed", let floats?, let pairs?):
        try SpeedCheck(group).run(
          floats: Int(floats) ?? 0, times: Int(pairs) ?? 1,
          ranges: arguments.dropFirst(3).first.flatMap { Int($0) } ?? 1)
      default: return say("unknown words; see its source", code: 64)
      }
      if try !group.leave() {
        fflush(nil)
        _exit(0)
      }
    } catch {
      let code = (error as? any CategorizedError).map { ToolExitCode($0) } ?? .failure
      say(Message(of: error).description, code: code.rawValue)
    }
  }

  /// MPI_CHECK_SILENCE=3 misses a rank after 3 seconds.
  private static var patience: Patience {
    let seconds = environmentVariable("MPI_CHECK_SILENCE").flatMap { Int($0) }
    return seconds.map { Patience(silence: .seconds($0)) } ?? Patience()
  }

  private static func say(_ text: String, code: Int32) {
    print("mpi-check: \(text)")
    exit(code)
  }
}
