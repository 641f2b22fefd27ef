import ArgumentParser
import Training
import Transformer

/// What `--preset` names: sizes of a model, a recipe, or both: `owt`, `modern`, `gpt2-small,modern`.
struct Preset: ExpressibleByArgument {
  let sizes: ModelPreset?
  let isModern: Bool

  private static let modern = "modern"

  init?(argument: String) {
    var names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    isModern = names.contains(Self.modern)
    names.removeAll { $0 == Self.modern }
    sizes = names.first.flatMap(ModelPreset.init(rawValue:))
    guard names.count <= 1, names.isEmpty == (sizes == nil) else { return nil }
  }

  /// The recipe alone; nil for sizes alone.
  var withoutSizes: Preset? { isModern ? Preset(argument: Self.modern) : nil }

  static var allValueStrings: [String] { ModelPreset.allCases.map(\.rawValue) + [modern] }
}

/// The recipe that gave the lowest loss for its time in docs/recipes.md: what the preset `modern` stands for. Each part is a
/// flag, and a flag that is given wins.
enum ModernRecipe {
  static func fill(_ model: inout ModelConfiguration) {
    model.normsHeads = true
    model.valueResidual = true
  }

  /// Heads of keys and values for so many heads of queries: half as many, if that divides them.
  static func keyValueHeads(of heads: Int) -> Int? { heads.isMultiple(of: 2) ? heads / 2 : nil }
}

extension TrainingFlags {
  /// The same, with what a preset says of the training where nothing is typed.
  func filled(by preset: Preset?) -> TrainingFlags {
    guard preset?.isModern ?? false else { return self }
    var flags = self
    flags.optimizer.optimizer = optimizer.optimizer ?? .muon
    flags.initProjections = initProjections ?? .zero
    return flags
  }
}
