import Formats

/// What a stage is asked to do: all that decides whether it has been done.
package struct RunRequest: Sendable {
  /// The stage, by its tool's name.
  package var stage: String
  /// The version of what it computes.
  package var semantics: Int
  /// The settings that decide the result, an object.
  package var configuration: JSONValue
  /// The seed, if it has one.
  package var seed: UInt64?
  /// The inputs, their contents known as far as possible.
  package var inputs: [RecordedFile]
  /// The outputs it shall make, as stored paths.
  package var targets: [String]

  /// Creates a request.
  package init(
    stage: String, semantics: Int, configuration: JSONValue, seed: UInt64?, inputs: [RecordedFile], targets: [String]
  ) {
    self.stage = stage
    self.semantics = semantics
    self.configuration = configuration
    self.seed = seed
    self.inputs = inputs
    self.targets = targets
  }

  /// The key of the run that this asks for; nil when the content of an input is not known.
  package var key: Digest? {
    RunKey.make(
      stage: stage, semantics: semantics, configuration: configuration, seed: seed, inputs: inputs)
  }
}
