import StableHLO
import Training
import Transformer

/// The training state as a program's first arguments and results: all parameters; then, in the same order, AdamW's first
/// moments and Muon's momenta; then the second moments of what AdamW moves.
struct TrainingState {
  let groups: [ParameterGroup]
  /// Which groups each of the two moves.
  let ofMuon, ofAdamW: [Int]

  init(_ request: TrainingProgram) {
    let groups = ParameterGroup.all(of: request.configuration)
    self.groups = groups
    ofMuon = groups.indices.filter { request.movesByMuon(groups[$0].role) }
    ofAdamW = groups.indices.filter { !request.movesByMuon(groups[$0].role) }
  }

  /// Numbers of the state.
  var count: Int { 2 * groups.count + ofAdamW.count }

  /// The place of a group's first moment, or of its momentum.
  func firstMoment(_ group: Int) -> Int { groups.count + group }

  /// The place of the second moment of a group, by the group's place among those that AdamW moves.
  func secondMoment(_ place: Int) -> Int { 2 * groups.count + place }

  var bindings: [Binding] {
    let byMuon = Set(ofMuon)
    let first = groups.indices.map { index in
      let prefix = byMuon.contains(index) ? OptimizerState.momentum : OptimizerState.firstMoment
      return Binding(prefix + groups[index].name, groups[index].type, .firstMoment(groups[index]))
    }
    return groups.map { Binding($0.name, $0.type, .parameter($0)) } + first
      + ofAdamW.map {
        Binding(OptimizerState.secondMoment + groups[$0].name, groups[$0].type, .secondMoment(groups[$0]))
      }
  }
}

extension TrainingProgram {
  /// Whether Muon moves parameters of a role, or AdamW.
  package func movesByMuon(_ role: ParameterTensor.Role) -> Bool { muon?.moves(role) ?? false }

  /// Floats of parameters and of what the optimizer keeps.
  package var stateFloats: Int { TrainingState(self).bindings.reduce(0) { $0 + $1.type.count } }
}
