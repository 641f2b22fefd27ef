import ArgumentParser
import Parallel

/// The flag of stages that use several threads. It changes the time, never the result.
package struct ThreadOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("Number of threads. (default: the cores this process may use)", valueName: "n"))
  package var threads: Int?

  package init() {}

  /// The number of threads to use: the flag, or else the processors this process may run on.
  package var count: Int { threads ?? ThreadTeam.availableProcessors }

  package mutating func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads): must be from 1 to 1024.")
    }
  }
}
