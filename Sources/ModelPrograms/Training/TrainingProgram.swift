import StableHLO
import Training
import Transformer

/// What decides the program of a training step.
package struct TrainingProgram: Sendable {
  package var configuration: ModelConfiguration
  package var precision = ProgramPrecision.fp32
  package var attention = AttentionForm.plain
  /// Sequences and positions of a batch of one replica.
  package var shape: BatchShape
  /// Batches whose gradients make one step.
  package var accumulation = 1
  /// K: steps that one launch takes.
  package var stepsPerLaunch = 1
  /// Devices that train together, each on its own windows.
  package var replicas = 1
  /// Whether replicas tell each other that they want to stop: those of several processes must do so after the same step.
  package var agreesOnStops = false
  /// AdamW's constants; the weight decay and its manner are Muon's as well.
  package var optimizer = AdamWSettings()
  /// Of Muon, which then moves the blocks' matrices; nil leaves all to AdamW.
  package var muon: MuonSettings?
  /// Largest norm of the whole gradient; nil leaves it as it is.
  package var clipNorm: Double?
  /// How many logits may exist at the same time.
  package var logitsAtOnce = 1 << 27

  /// - Parameters:
  ///   - configuration: one that `validate()` accepts
  ///   - shape: sequences and positions of a batch of one replica
  ///   - settings: the optimizer's, the limit of the gradient's norm, and the number of batches
  package init(_ configuration: ModelConfiguration, shape: BatchShape, settings: TrainingSettings) {
    (self.configuration, self.shape) = (configuration, shape)
    (optimizer, muon) = (settings.optimizer, settings.muon)
    (clipNorm, accumulation) = (settings.clipNorm, settings.accumulation)
  }

  /// Tokens that a step predicts, on all replicas.
  package var tokensPerStep: Int { shape.rows * accumulation * replicas }

  /// The program.
  ///
  /// Inputs: every parameter group, its first and second moments, or its momentum where Muon moves it, all donated;
  /// `windows` (K, accumulation, B, T+1) of u16, or u32 for vocabularies above 65,536; `scalars` (K, N) of
  /// ``StepScalars``; with `agreesOnStops` `stop` (1) of f32.
  /// Parameters, moments and scalars are the same on all replicas.
  ///
  /// Outputs: the state in the same order; `losses` (K), the mean loss of each step's tokens on all replicas, and `norms`
  /// (K), both from before the step; `taken` (1), how many steps changed the state. A step whose loss or norm is not finite
  /// leaves the state as it was, and so do all later ones of the launch, whose losses and norms are 0. With `agreesOnStops`
  /// also `stops` (1): how many replicas want to stop.
  ///
  /// - Throws: `ModelError` for an impossible configuration or more positions than its context length, `TrainingError` for
  ///   counts below 1, `GraphError` for sizes that cannot be counted
  package func build() throws -> ModelProgram {
    try configuration.validate()
    guard shape.positions >= 1, shape.positions <= configuration.contextLength else {
      throw ModelError.doesNotFit(
        what: "positions in a sequence", found: shape.positions, capacity: configuration.contextLength)
    }
    for (field, count) in [
      ("batchSize", shape.batch), ("accumulation", accumulation), ("stepsPerLaunch", stepsPerLaunch),
      ("devices", replicas),
    ] {
      guard count >= 1 else { throw TrainingError.countTooSmall(field: field, found: count, least: 1) }
    }
    let trained = TrainingState(self)
    let state = trained.bindings
    let ids = TokenIDs.element(vocabulary: configuration.vocabulary)
    let windows = TensorType([stepsPerLaunch, accumulation, shape.batch, shape.positions + 1], ids)
    let scalars = TensorType([stepsPerLaunch, StepScalars.count], .f32)
    let inputs = state + [Binding("windows", windows, .windows), Binding("scalars", scalars, .stepScalars)]
    let stopInputs = agreesOnStops ? [Binding("stop", TensorType([1], .f32), .stopRequest)] : []

    let graph = Graph()
    let arguments = try inputs.map { try graph.argument($0.type) }
    let stops = try stopInputs.map { try graph.argument($0.type).summedOverReplicas(replicas) }
    let report = try StepReportValues(in: graph, steps: stepsPerLaunch)
    let carried = Array(arguments.prefix(state.count)) + report.values
    let read = Array(arguments.suffix(2))
    let steps = TrainingStepGraph(settings: self, state: trained)
    let results =
      stepsPerLaunch == 1
      ? try steps.step(graph.constant(0, .i32), carried, read)
      : try graph.repeated(stepsPerLaunch, carrying: carried, reading: read) { try steps.step($1, $2, $3) }
    let outputs =
      state + StepReportValues.bindings(steps: stepsPerLaunch)
      + (agreesOnStops ? [Binding("stops", TensorType([1], .f32), .result)] : [])
    let donations = Dictionary(uniqueKeysWithValues: state.indices.map { ($0, $0) })
    let program = try Program(
      name: "training_step", graph: graph, results: results.dropLast() + stops, donations: donations,
      replicas: replicas)
    return ModelProgram(program: program, inputs: inputs + stopInputs, outputs: outputs)
  }
}

/// How token ids are sent.
package enum TokenIDs {
  /// The smallest elements that can hold every id.
  package static func element(vocabulary: Int) -> ElementType { vocabulary <= 65_536 ? .u16 : .u32 }
}
