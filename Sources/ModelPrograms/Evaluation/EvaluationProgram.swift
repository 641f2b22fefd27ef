import StableHLO
import Transformer

/// What decides the program of an evaluation: the loss of each token of a batch, forward only.
package struct EvaluationProgram: Sendable {
  package var configuration: ModelConfiguration
  package var precision = ProgramPrecision.fp32
  package var attention = AttentionForm.plain
  /// Sequences and positions of a batch.
  package var shape: BatchShape
  /// How many logits may exist at the same time.
  package var logitsAtOnce = 1 << 27

  package init(_ configuration: ModelConfiguration, shape: BatchShape) {
    (self.configuration, self.shape) = (configuration, shape)
  }

  /// The program.
  ///
  /// Inputs: every parameter group; `windows` (B, T+1) of u16 or u32; `counts` (B) of i32, how many targets of each window
  /// count, from its start. A shorter batch is filled up with any ids and counts of 0.
  ///
  /// Outputs: `losses` (B, T) in nats, 0 where a target does not count; `sum` (1) of them; `tokens` (1) of f32, how many
  /// targets counted.
  ///
  /// - Throws: `ModelError` for an impossible configuration or more positions than its context length
  package func build() throws -> ModelProgram {
    try configuration.validate()
    guard shape.positions >= 1, shape.positions <= configuration.contextLength else {
      throw ModelError.doesNotFit(
        what: "positions in a sequence", found: shape.positions, capacity: configuration.contextLength)
    }
    let (batch, positions) = (shape.batch, shape.positions)
    let ids = TokenIDs.element(vocabulary: configuration.vocabulary)
    let groups = ParameterGroup.all(of: configuration)
    let inputs =
      groups.map { Binding($0.name, $0.type, .parameter($0)) } + [
        Binding("windows", TensorType([batch, positions + 1], ids), .windows),
        Binding("counts", TensorType([batch], .i32), .targetCounts),
      ]
    let graph = Graph()
    let arguments = try inputs.map { try graph.argument($0.type) }
    let parameters = ParameterValues(Array(arguments.prefix(groups.count)), configuration)
    let (tokens, targets) = try WindowValues.split(arguments[groups.count])
    let decoder = DecoderGraph(
      configuration: configuration, precision: precision, shape: shape,
      attention: attention.graph(configuration, precision))
    let output = CrossEntropyGraph(configuration, precision, logitsAtOnce: logitsAtOnce)
    let losses = try output.losses(
      hidden: decoder.hidden(tokens, parameters), head: parameters.head, targets: targets
    ).reshaped([batch, positions])

    let places = try graph.iota(TensorType([batch, positions], .i32), dimension: 1)
    let counts = try arguments[groups.count + 1].broadcast(to: places.shape, dimensions: [0])
    let isCounted = try places.compared(.less, counts)
    let counted = try isCounted.select(losses, losses.filled(with: 0))
    let sum = try counted.total().reshaped([1])
    let count = try isCounted.converted(to: .f32).total().reshaped([1])
    let outputs = [
      Binding("losses", counted.type, .result), Binding("sum", sum.type, .result),
      Binding("tokens", count.type, .result),
    ]
    return ModelProgram(
      program: try Program(name: "evaluation", graph: graph, results: [counted, sum, count]), inputs: inputs,
      outputs: outputs)
  }
}
