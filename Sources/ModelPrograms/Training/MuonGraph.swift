import StableHLO
import Training
import Transformer

/// One move of Muon (Jordan 2024, https://kellerjordan.github.io/posts/muon) with Nesterov's momentum, of all its matrices.
struct MuonGraph {
  struct State {
    let parameter, momentum: Value
  }

  let settings: MuonSettings
  let isCautious: Bool
  let newtonSchulz: NewtonSchulzGraph
  /// The rate, what is kept of a parameter, and 1 less the momentum, as scalars of the graph.
  let stepSize, keep, toGradient: Value

  /// Moves groups of matrices by their gradients, which were clipped.
  func moved(_ states: [State], by gradients: [Value], _ groups: [ParameterGroup]) throws -> [State] {
    let momenta = try zip(states, gradients).map { try towards($1, from: $0.momentum) }
    // Nesterov's: as far once more.
    let directions = try zip(momenta, gradients).map { try towards($1, from: $0) }
    let updates = try updates(directions, groups)
    return try states.indices.map { index in
      let (p, update) = (states[index].parameter, updates[index])
      let kept = try p.decayed(by: keep, against: isCautious ? update : nil)
      return State(parameter: try kept - stepSize.broadcast(to: p.shape) * update, momentum: momenta[index])
    }
  }

  private func towards(_ gradient: Value, from momentum: Value) throws -> Value {
    try momentum + toGradient.broadcast(to: gradient.shape) * (gradient - momentum)
  }

  /// Each matrix of a group orthogonalised by itself, and scaled for its shape.
  private func updates(_ directions: [Value], _ groups: [ParameterGroup]) throws -> [Value] {
    let parts = try zip(groups, directions).flatMap { group, direction in
      try group.rows.map { try direction.sliced($0, dimension: 0) }
    }
    var left = try newtonSchulz.orthogonalized(parts).map { part in
      try part * settings.scale.factor(rows: part.shape[0], columns: part.shape[1])
    }[...]
    return try groups.map { group in
      let own = Array(left.prefix(group.tensors.count))
      left = left.dropFirst(own.count)
      return try own[0].graph.concatenate(own, dimension: 0)
    }
  }
}
