import StableHLO
import Training
import Transformer

/// What decides the program that decodes: some new positions of each sequence, all at the same place, and the scores of
/// the next token. One program with many new positions takes the prompt, one with a single one makes the text.
package struct DecodingProgram: Sendable {
  package var configuration: ModelConfiguration
  package var precision = ProgramPrecision.fp32
  /// B: sequences.
  package var batch: Int
  /// New positions of each sequence.
  package var newPositions = 1
  /// C: positions that the cache has room for.
  package var capacity: Int

  package init(_ configuration: ModelConfiguration, batch: Int) {
    (self.configuration, self.batch) = (configuration, batch)
    capacity = configuration.contextLength
  }

  /// The program.
  ///
  /// Inputs: every parameter group; `keys` and `values` (blocks, B, C, H, K) in the precision's elements, donated, of any
  /// content at first; `tokens` (B, new) of u16 or u32; `past` (1) of i32, how many positions the cache holds; `last` (1) of
  /// i32, the new position whose scores are wanted, from 0. `past + new` must be C at most. Of a prompt that is shorter than
  /// the new positions, give any ids behind it: the next call writes over their keys.
  ///
  /// Outputs: `keys`, `values`; `logits` (B, V) of f32.
  ///
  /// - Throws: `ModelError` for an impossible configuration or more positions than its context length, `TrainingError` for
  ///   counts below 1, `GraphError` for sizes that cannot be counted
  package func build() throws -> ModelProgram {
    try configuration.validate()
    guard batch >= 1 else { throw TrainingError.countTooSmall(field: "samples", found: batch, least: 1) }
    guard newPositions >= 1, newPositions <= capacity, capacity <= configuration.contextLength else {
      throw ModelError.doesNotFit(
        what: "positions in a sequence", found: max(newPositions, capacity), capacity: configuration.contextLength)
    }
    let inputs = self.inputs
    let graph = Graph()
    let arguments = try inputs.map { try graph.argument($0.type) }
    let count = inputs.count - 5
    let parameters = ParameterValues(Array(arguments[..<count]), configuration)
    let (past, last) = (try arguments[count + 3].reshaped([]), try arguments[count + 4].reshaped([]))
    let attention = CachedAttentionGraph(
      keys: arguments[count], values: arguments[count + 1], past: past,
      window: configuration.attentionWindow)
    let decoder = DecoderGraph(
      configuration: configuration, precision: precision, shape: BatchShape(batch: batch, positions: newPositions),
      attention: attention, place: (past, capacity))
    let ids = try arguments[count + 2].converted(to: .i32).reshaped([batch * newPositions])
    let hidden = try decoder.hidden(ids, parameters).reshaped([batch, newPositions, configuration.width])
    let zero = try last.filled(with: 0)
    let wanted = try hidden.dynamicallySliced(starts: [zero, last, zero], sizes: [batch, 1, configuration.width])
      .reshaped([batch, configuration.width])
    let logits = try decoder.product(wanted, parameters.head, element: .f32).capped(at: configuration.logitCap)
    let outputs = [inputs[count], inputs[count + 1], Binding("logits", logits.type, .result)]
    let program = try Program(
      name: newPositions == 1 ? "decoding" : "prefill", graph: graph,
      results: [attention.keys, attention.values, logits],
      donations: [count: 0, count + 1: 1])
    return ModelProgram(program: program, inputs: inputs, outputs: outputs)
  }

  /// A program without inputs that gives `keys` and `values` to begin with, so that they need not be sent.
  ///
  /// - Throws: `GraphError` for sizes that cannot be counted
  package func emptyCache() throws -> ModelProgram {
    let graph = Graph()
    let outputs = ["keys", "values"].map { Binding($0, cache, .cache) }
    let program = try Program(
      name: "empty_cache", graph: graph, results: outputs.map { try graph.constant(0, $0.type) })
    return ModelProgram(program: program, inputs: [], outputs: outputs)
  }

  private var cache: TensorType {
    TensorType(
      [configuration.layers, batch, capacity, configuration.sharedHeads, configuration.headWidth], precision.element)
  }

  private var inputs: [Binding] {
    let ids = TokenIDs.element(vocabulary: configuration.vocabulary)
    return ParameterGroup.all(of: configuration).map { Binding($0.name, $0.type, .parameter($0)) } + [
      Binding("keys", cache, .cache), Binding("values", cache, .cache),
      Binding("tokens", TensorType([batch, newPositions], ids), .tokens),
      Binding("past", TensorType([1], .i32), .position), Binding("last", TensorType([1], .i32), .position),
    ]
  }
}
