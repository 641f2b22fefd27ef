import StableHLO
import Training

/// Moves all parameters once: with Muon the blocks' matrices by it, everything else by AdamW.
struct OptimizerGraph {
  let settings: TrainingProgram
  let state: TrainingState
  let scalars: StepScalarValues
  /// What gradients are multiplied with, a scalar.
  let gradientScale: Value

  /// - Parameters:
  ///   - values: the state's, in its order
  ///   - gradients: of each group
  /// - Returns: the state's next values
  /// - Throws: `GraphError` for sizes that cannot be counted
  func moved(_ values: [Value], by gradients: [Value]) throws -> [Value] {
    let scaled = try gradients.map { try $0 * gradientScale.broadcast(to: $0.shape) }
    var next = values
    try moveByMuon(&next, scaled)
    for (place, index) in state.ofAdamW.enumerated() {
      let group = state.groups[index]
      let (first, second) = (state.firstMoment(index), state.secondMoment(place))
      let adamW = AdamWGraph(
        settings: settings.optimizer, stepSize: try scalars.stepSize(group.role), correction: try scalars.correction(),
        keep: try scalars.kept(group.role))
      let moved = try adamW.moved(
        AdamWGraph.State(parameter: values[index], firstMoment: values[first], secondMoment: values[second]),
        by: scaled[index])
      (next[index], next[first], next[second]) = (moved.parameter, moved.firstMoment, moved.secondMoment)
    }
    return next
  }

  private func moveByMuon(_ values: inout [Value], _ gradients: [Value]) throws {
    guard let muon = settings.muon else { return }
    let graph = MuonGraph(
      settings: muon, isCautious: settings.optimizer.isCautious,
      newtonSchulz: NewtonSchulzGraph(element: settings.precision.element),
      stepSize: try scalars.stepSize(.matrix), keep: try scalars.kept(.matrix), toGradient: try scalars.toGradient())
    let places = state.ofMuon
    let moved = try graph.moved(
      places.map { MuonGraph.State(parameter: values[$0], momentum: values[state.firstMoment($0)]) },
      by: places.map { gradients[$0] }, places.map { state.groups[$0] })
    for (index, new) in zip(places, moved) {
      (values[index], values[state.firstMoment(index)]) = (new.parameter, new.momentum)
    }
  }
}
