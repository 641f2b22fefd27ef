import ArgumentParser
import CommandSupport
import ModelPrograms

/// The flags that say what computes a training.
struct EngineFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      cpu: our own kernels. cuda, rocm, oneapi, tpu or the path of a PJRT plugin: an accelerator; see lm-train devices. \
      (default: cpu)
      """, valueName: "name"),
    completion: .file())
  var device: String?

  @Option(help: ArgumentHelp("Accelerators that share each batch. (default: 1)", valueName: "n"))
  var devices: Int?

  @Option(
    help: """
      On an accelerator, what matrix products are computed in; parameters, moments, norms and sums are float32 in both. \
      (default: fp32)
      """)
  var precision: ProgramPrecision?

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

extension ProgramPrecision: ExpressibleByArgument {}
