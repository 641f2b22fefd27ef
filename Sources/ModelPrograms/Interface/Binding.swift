import StableHLO

/// An argument or a result of a program, for whoever binds buffers to it.
package struct Binding: Sendable, Equatable {
  /// What it holds.
  package enum Role: Sendable, Equatable {
    /// Values of a group, from and to a buffer laid out as the model's parameters.
    case parameter(ParameterGroup)
    /// The same for AdamW's means of gradients, or Muon's momentum in their place, and for means of their squares.
    case firstMoment(ParameterGroup)
    case secondMoment(ParameterGroup)
    /// Token ids, each window's inputs and one more. They have to be below the vocabulary: a device does not look.
    case windows
    /// Numbers of each step, as ``StepScalars`` gives them.
    case stepScalars
    /// 1 where the process wants to stop, or else 0.
    case stopRequest
    /// How many of each window's targets count.
    case targetCounts
    /// Keys, or values, of the positions so far.
    case cache
    /// Ids of new positions, and where these stand.
    case tokens
    case position
    /// What the program found out.
    case result
  }

  /// Of parameters and moments the names that checkpoints have for them (`optim.m.…`), for single tensors.
  package let name: String
  package let type: TensorType
  package let role: Role

  init(_ name: String, _ type: TensorType, _ role: Role) {
    (self.name, self.type, self.role) = (name, type, role)
  }
}

/// A program with what it takes and gives, in order. With several replicas each has arguments and results of its own.
package struct ModelProgram {
  package let program: Program
  package let inputs: [Binding]
  package let outputs: [Binding]

  /// Its text for a device.
  ///
  /// - Parameter platform: what the device's plugin calls it: "cuda", "cpu"
  /// - Returns: StableHLO
  package func text(platform: String) -> String {
    // XLA's CPU compiler has no product of bfloat16 that gives float32.
    program.text(productsInFloat32: platform == "cpu")
  }

  /// The place of an input of this name.
  package func input(_ name: String) -> Int? { inputs.firstIndex { $0.name == name } }
  /// The place of an output of this name.
  package func output(_ name: String) -> Int? { outputs.firstIndex { $0.name == name } }
}

/// What products are computed in. Parameters, moments, norms, softmax, and all sums are float32 in both.
package enum ProgramPrecision: String, Sendable, CaseIterable {
  case fp32
  /// Products of bfloat16, added up in float32.
  case bf16

  /// What a product reads.
  var element: ElementType { self == .fp32 ? .f32 : .bf16 }
}
