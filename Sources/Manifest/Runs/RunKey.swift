import Formats

/// What decides the bytes of a stage's outputs, as one digest.
package enum RunKey {
  /// SHA-256 of the canonical JSON `{config, inputs, seed, semantics, stage}`.
  ///
  /// Paths, threads, host and time are not in it. Inputs are pairs of role and identity in order. Nil when the
  /// content of an input is not known.
  package static func make(
    stage: String, semantics: Int, configuration: JSONValue, seed: UInt64?, inputs: [RecordedFile]
  ) -> Digest? {
    var pairs: [JSONValue] = []
    for input in inputs where input.inKey {
      guard let identity = input.identity else { return nil }
      pairs.append(.array([.string(input.role), .string(identity.hex)]))
    }
    let canonical = JSONValue.object([
      "stage": .string(stage),
      "semantics": .integer(Int64(semantics)),
      "config": configuration,
      // A string: JSON readers elsewhere lose digits of large integers.
      "seed": seed.map { .string(String($0)) } ?? .null,
      "inputs": .array(pairs),
    ]).canonical
    return Digest.of(Array(canonical.utf8))
  }
}

extension RunRecord {
  /// The key by the inputs as they are known now; nil when the content of one is not.
  package var keyOfInputs: Digest? {
    RunKey.make(
      stage: stage, semantics: semantics, configuration: configuration, seed: seed, inputs: inputs)
  }
}
