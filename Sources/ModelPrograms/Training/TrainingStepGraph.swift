import StableHLO
import Training
import Transformer

/// One training step as operations: forward and backward over each batch, the sum over replicas, clipping, the optimizer.
struct TrainingStepGraph {
  let settings: TrainingProgram
  let state: TrainingState

  /// One step of a launch.
  ///
  /// - Parameters:
  ///   - index: which of the launch's
  ///   - carried: the state, then the report
  ///   - read: windows (K, A, B, T+1) and scalars (K, N)
  /// - Returns: what the next step carries
  /// - Throws: `GraphError` for sizes that cannot be counted
  func step(_ index: Value, _ carried: [Value], _ read: [Value]) throws -> [Value] {
    let parameters = Array(carried[..<state.groups.count])
    let windows = try read[0].element(at: index)
    let (localLoss, localGradients) = try accumulated(windows, parameters)
    let loss = try localLoss.summedOverReplicas(settings.replicas)
    let gradients = try localGradients.map { try $0.summedOverReplicas(settings.replicas) }
    let norm = try norm(gradients)
    let report = try StepReportValues(carried[state.count...]).adding(loss: loss, norm: norm, at: index)
    let optimizer = OptimizerGraph(
      settings: settings, state: state, scalars: StepScalarValues(values: try read[1].element(at: index)),
      gradientScale: try clipping(norm))
    let next = try optimizer.moved(Array(carried[..<state.count]), by: gradients)
    // A step that diverged changes nothing: what was donated is returned as it was.
    return try zip(next, carried).map { try report.isAlive.select($0, $1) } + report.values
  }

  /// The mean loss's share of all batches of this replica (scalar), and its gradients.
  private func accumulated(_ windows: Value, _ parameters: [Value]) throws -> (loss: Value, gradients: [Value]) {
    let graph = windows.graph
    if settings.accumulation == 1 {
      return try lossAndGradients(windows.reshaped(Array(windows.shape.dropFirst())), parameters)
    }
    let start = try [graph.constant(0, .f32)] + parameters.map { try $0.filled(with: 0) }
    let sums = try graph.repeated(settings.accumulation, carrying: start, reading: [windows] + parameters) {
      _, index, carried, read in
      let (loss, gradients) = try lossAndGradients(read[0].element(at: index), Array(read.dropFirst()))
      return try zip(carried, [loss] + gradients).map { try $0 + $1 }
    }
    return (sums[0], Array(sums.dropFirst()))
  }

  /// Forward and backward over windows (B, T+1): loss and gradients as shares of the step's mean.
  private func lossAndGradients(_ windows: Value, _ parameters: [Value]) throws -> (loss: Value, gradients: [Value]) {
    let scale = 1 / Double(settings.tokensPerStep)
    let (inputs, targets) = try WindowValues.split(windows)
    let values = ParameterValues(parameters, settings.configuration)
    let decoder = DecoderGraph(
      configuration: settings.configuration, precision: settings.precision, shape: settings.shape,
      attention: settings.attention.graph(settings.configuration, settings.precision))
    let hidden = try decoder.hidden(inputs, values)
    let output = CrossEntropyGraph(
      settings.configuration, settings.precision, logitsAtOnce: settings.logitsAtOnce)
    let found = try output.lossAndGradients(hidden: hidden, head: values.head, targets: targets, scale: scale)
    var gradients = try windows.graph.gradients(of: hidden, seed: found.dHidden, withRespectTo: parameters)
    guard let head = parameters.firstIndex(where: { $0.index == values.head.index }) else {
      return (try found.loss * scale, gradients)
    }
    gradients[head] = try gradients[head] + found.dHead
    return (try found.loss * scale, gradients)
  }

  /// √Σ g² over all gradients.
  private func norm(_ gradients: [Value]) throws -> Value {
    // Row by row first: one pass for each tensor, and one for all rows together.
    let rows = try gradients.map { gradient in
      let squares = try gradient * gradient
      return try gradient.type.rank > 1 ? squares.reduced(.sum, Array(1..<gradient.type.rank)) : squares
    }
    return try gradients[0].graph.concatenate(rows, dimension: 0).total().applying(.sqrt)
  }

  /// What gradients of a norm are multiplied with so that it is not above the limit.
  private func clipping(_ norm: Value) throws -> Value {
    let whole = try norm.filled(with: 1)
    guard let limit = settings.clipNorm else { return whole }
    let bound = try norm.filled(with: limit)
    return try norm.compared(.greater, bound).select(bound / (norm + 1e-6), whole)
  }
}
