/// What to do about the output of a stage that was given where another's is needed.
struct WrongStage {
  let found: Artifact
  let wanted: Artifact
  /// The path, quoted for a shell.
  let path: String

  /// The stages that lie between, or the flag that the path belongs to.
  var advice: String {
    let steps = missingSteps
    guard steps.isEmpty else { return "run \(steps.joined(separator: ", then ")) first" }
    if wanted == .parts, found == .dataset { return "it needs no more shards: lm-train --dataset \(path) --output run" }
    if found == .tokenizer { return "it belongs to --tokenizer; \(give)" }
    return give
  }

  private var give: String {
    guard let maker = wanted.maker else { return "give files of text" }
    return "give the directory that \(maker) made"
  }

  /// The commands that turn what was found into what is wanted; none if it does not come before it.
  private var missingSteps: [String] {
    let order: [Artifact] = [.text, .parts, .dataset, .run]
    guard let from = order.firstIndex(of: found), let to = order.firstIndex(of: wanted), from < to else {
      return found == .text && wanted == .tokenizer
        ? ["bpe-train --input \(path) --vocab-size 10000 --output tokenizer"] : []
    }
    let names = ["", "encoded", "dataset", "run"]
    return (from..<to).map { step in
      let input = step == from ? path : names[step]
      return switch order[step + 1] {
      case .parts: "bpe-encode --tokenizer tokenizer --input \(input) --output encoded"
      case .dataset: "shard --input \(input) --output dataset"
      default: "lm-train --dataset \(input) --output run"
      }
    }
  }
}
