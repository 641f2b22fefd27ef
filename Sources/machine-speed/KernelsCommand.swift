import ArgumentParser
import CommandSupport
import Parallel

/// `machine-speed kernels`: where the time of a training step and of a sampled token goes.
struct KernelsCommand: ToolCommand {
  static let tool = MachineSpeedTool.tool
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Measure every operation of a training step.",
    discussion: """
      Example: machine-speed kernels --threads 2

      For the TinyStories configuration: the time of every operation of a training step, its share of the multiply-add \
      limit measured just before and after, and the step that they add up to; what Muon would add to it; then the products of one sampled token \
      against reading the weights once, and a call of the threads with nothing to do. LETTERPRESS_ISA chooses the \
      instruction set.
      """)

  @OptionGroup var threads: ThreadOptions

  @Option(help: ArgumentHelp("Groups of the batch in sums over rows, a power of two. (default: 8)", valueName: "n"))
  var gradientGroups = 8

  mutating func validate() throws {
    guard [1, 2, 4, 8, 16, 32].contains(gradientGroups) else {
      throw ValidationError("--gradient-groups \(gradientGroups): must be a power of two from 1 to 32.")
    }
  }

  mutating func perform() throws {
    let times = try KernelTimes(team: ThreadTeam(threads: threads.count))
    times.trainingStep(groups: gradientGroups)
    times.sampledToken()
    times.emptyCalls()
  }
}
