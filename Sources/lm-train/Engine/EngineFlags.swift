import ArgumentParser
import CommandSupport

/// The flags that say what computes a training.
struct EngineFlags: ParsableArguments {
  @OptionGroup var device: DeviceFlags

  @Option(
    help: ArgumentHelp("Accelerators of each process, which share each batch. (default: 1)", valueName: "n"))
  var devices: Int?

  @Option(
    help: ArgumentHelp(
      "On an accelerator, steps that are taken at once. (default: up to 16, fewer of large models)", valueName: "n")
  )
  var stepsPerLaunch: Int?

  mutating func validate() throws {
    if let devices, !(1...4096).contains(devices) {
      throw ValidationError("--devices \(devices): must be from 1 to 4096.")
    }
    if let stepsPerLaunch, !(1...1024).contains(stepsPerLaunch) {
      throw ValidationError("--steps-per-launch \(stepsPerLaunch): must be from 1 to 1024.")
    }
  }
}
