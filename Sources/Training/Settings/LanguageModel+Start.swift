import Transformer

extension LanguageModel {
  /// Gives every parameter the value that a run of these settings begins with.
  package func initialize(_ settings: TrainingSettings) {
    initialize(seed: settings.seed, zeroProjections: settings.projectionStart == .zero)
  }
}
