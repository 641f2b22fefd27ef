import ArgumentParser
import Messages

/// The flags that say what computes: this machine's cores, or an accelerator. The tools that take them find the plugin.
package struct DeviceFlags: ParsableArguments {
  /// What matrix products are computed in.
  package enum Precision: String, CaseIterable, Sendable, ExpressibleByArgument {
    case fp32, bf16
  }

  /// The name of this machine's cores.
  package static let cpu = "cpu"

  @Option(
    help: ArgumentHelp(
      """
      cpu: our own kernels. cuda, rocm, oneapi, tpu or the path of a PJRT plugin: an accelerator; see lm-train devices. \
      (default: cpu)
      """, valueName: "name"),
    completion: .file())
  package var device: String?

  @Option(
    help: """
      On an accelerator, what matrix products are computed in; parameters, norms and sums are float32 in both. \
      (default: fp32)
      """)
  package var precision: Precision?

  package init() {}

  /// The accelerator's name, or the path of its plugin; nil for this machine's cores.
  package var accelerator: String? { device == Self.cpu ? nil : device }

  /// Refuses flags that do not go together, where a command reads a model that is there already.
  ///
  /// - Parameter weights: how `--weights` stores them
  /// - Throws: `ValidationError`
  package func check(weights: String) throws {
    guard let accelerator else {
      guard let precision, precision != .fp32 else { return }
      throw ValidationError(
        "--precision \(precision.rawValue): is for accelerators; name one with --device cuda, or leave it out")
    }
    guard weights != "fp32" else { return }
    throw ValidationError(
      "--weights \(weights): not with --device \(Printable.line(accelerator)), which reads weights as they were trained; "
        + "leave it out, --precision bf16 is the accelerator's")
  }
}
