import ArgumentParser
import Messages

/// What a state dict does not tell of its model. Checkpoints of lm-train know all of it.
package struct StateDictFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Attention heads.", valueName: "n"))
  package var heads: Int?

  @Option(
    name: [.customLong("context-length"), .customLong("context")],
    help: ArgumentHelp("Maximum number of tokens the model sees at once.", valueName: "n"))
  package var contextLength: Int?

  @Option(help: ArgumentHelp("Base of the rotary position angles.", valueName: "x"))
  package var ropeTheta: Double?

  @Option(
    help: ArgumentHelp("Where the norms are, if the model has any: pre or post. (default: pre)", valueName: "where"),
    completion: .list(["pre", "post"]))
  package var norm: String?

  @Option(
    help: ArgumentHelp("Position encoding: rope or none. (default: rope)", valueName: "kind"),
    completion: .list(["rope", "none"]))
  package var position: String?

  @Option(
    help: ArgumentHelp(
      "Feed-forward layer without a gate: silu, relu2, gelu or gelu-erf. (default: silu)", valueName: "kind"),
    completion: .list(Self.ungated))
  package var ffn: String?

  @Option(help: ArgumentHelp("Positions that attention looks back. (default: all)", valueName: "n"))
  package var window: Int?

  @Option(help: ArgumentHelp("The size at which logits are capped. (default: none)", valueName: "x"))
  package var logitSoftcap: Double?

  private static let ungated = ["silu", "relu2", "gelu", "gelu-erf"]

  package init() {}

  package mutating func validate() throws {
    if let norm, !["pre", "post"].contains(norm) {
      throw ValidationError("--norm \(Printable.line(norm)): must be pre or post.")
    }
    if let position, !["rope", "none"].contains(position) {
      throw ValidationError("--position \(Printable.line(position)): must be rope or none.")
    }
    if let ffn, !Self.ungated.contains(ffn) {
      throw ValidationError(
        "--ffn \(Printable.line(ffn)): must be silu, relu2, gelu or gelu-erf; a gate is seen in the file.")
    }
  }
}
