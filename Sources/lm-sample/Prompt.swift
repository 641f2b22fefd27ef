/// What a text begins with.
struct Prompt {
  /// As a person reads it.
  let shown: String
  /// As the model does.
  let tokens: [UInt32]
  /// The tokens that end the text.
  let ends: Set<UInt32>
}
