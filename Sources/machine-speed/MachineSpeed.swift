import ArgumentParser
import CommandSupport
import Formats
import Kernels
import Parallel
import Planning

/// `machine-speed limits`, which is the default: says what no program can pass on this machine at this moment: the yardstick of pipelines/bench/training.sh.
struct MachineSpeed: ToolCommand {
  static let tool = MachineSpeedTool.tool
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract: "Measure multiply-adds and bytes read per second.",
    discussion: """
      Example: machine-speed --megabytes 70

      gflops: single-precision multiply-adds in registers, two operations each. gigabytes_per_second: reading a block \
      of --megabytes again and again; a block that fits a cache is read from there, as a model's weights are. Of \
      several measurements the best counts.

      \(ToolNames.list([TrainingCommand.self, KernelsCommand.self, EncodingCommand.self], of: tool))
      """)

  @Option(help: ArgumentHelp("Size of the block that is read.", valueName: "n"))
  var megabytes = 70

  @Option(help: ArgumentHelp("Measure each for about so long.", valueName: "seconds"))
  var seconds = 0.5

  @OptionGroup var threads: ThreadOptions

  mutating func validate() throws {
    guard (1...100_000).contains(megabytes) else {
      throw ValidationError("--megabytes \(megabytes): must be from 1 to 100000.")
    }
    guard seconds > 0, seconds <= 60 else {
      throw ValidationError("--seconds \(seconds): must be above 0 and at most 60.")
    }
  }

  mutating func perform() throws {
    let operations = try CPUOperations(team: ThreadTeam(threads: threads.count))
    let block = FloatBuffer(count: megabytes * 250_000)
    block.values.update(repeating: 1)
    let peak = BestRate.of(seconds: seconds) { operations.multiplyAddsAtFullSpeed(rounds: 1_000_000) }
    let bandwidth = BestRate.of(seconds: seconds) {
      operations.readAtFullSpeed(block.pointer, count: block.count, rounds: 1)
    }
    let result: JSONValue = [
      "instruction_set": .string(operations.instructionSet), "threads": .integer(Int64(threads.count)),
      "gflops": .number(peak / 1e9), "megabytes": .integer(Int64(megabytes)),
      "gigabytes_per_second": .number(bandwidth / 1e9),
    ]
    withExtendedLifetime(block) { Terminal.text(result.pretty) }
  }
}
