import ArgumentParser
import CommandSupport
import Training

/// The flags of adapters of low rank, as typed.
struct LoRAFlags: ParsableArguments {
  @Option(
    name: .customLong("lora-rank"),
    help: ArgumentHelp(
      "Train two factors of this rank for each matrix of the blocks, in place of all parameters (LoRA); 0 for none.",
      valueName: "n"))
  var rank: Int?

  @Option(
    name: .customLong("lora-alpha"),
    help: ArgumentHelp(
      "Divided by the rank, what the factors' product is multiplied by. (default: twice the rank)", valueName: "x"))
  var alpha: Double?

  @Option(
    name: .customLong("lora-target"), parsing: .singleValue,
    help: ArgumentHelp(
      "Adapt only these matrices; repeat it for more: names as those of --freeze, such as *.attn.q_proj. (default: all)",
      valueName: "name"))
  var targets: [String] = []
}

extension TrainingSettings {
  /// Sets what flags say of adapters; what they leave out stays, or is the usual.
  ///
  /// - Parameter flags: as typed
  /// - Throws: `ToolFailure.usage` for flags of adapters where there are none
  mutating func setAdapters(_ flags: LoRAFlags) throws {
    guard let rank = flags.rank ?? lora?.rank, rank != 0 else {
      let typed = [("alpha", flags.alpha != nil), ("target", !flags.targets.isEmpty)]
      if let flag = typed.first(where: \.1)?.0 {
        throw ToolFailure.usage("--lora-\(flag): is for adapters; add --lora-rank, or leave it out")
      }
      lora = nil
      return
    }
    let former = lora.flatMap { $0.rank == rank ? $0 : nil }
    lora = LoRASettings(
      rank: rank, alpha: flags.alpha ?? former?.alpha ?? 2 * Double(rank),
      targets: flags.targets.isEmpty ? former?.targets ?? [] : Set(flags.targets).sorted())
  }
}
