import StableHLO

extension GraphInterpreter {
  /// Operations that put elements into other places.
  static func moved(_ node: Graph.Node, _ x: [SlowTensor]) -> SlowTensor {
    let type = node.types[0]
    switch node.operation {
    case .transpose(let permutation):
      return .filled(type) { index in
        var source = index
        for (i, dimension) in permutation.enumerated() { source[dimension] = index[i] }
        return x[0][source]
      }
    case .slice(let starts, _, let strides):
      return .filled(type) { index in x[0][index.indices.map { starts[$0] + index[$0] * strides[$0] }] }
    case .pad(let low, _, let interior):
      return .filled(type) { index in
        var source: [Int] = []
        for (i, size) in x[0].shape.enumerated() {
          let (place, step) = (index[i] - low[i], interior[i] + 1)
          guard place >= 0, place.isMultiple(of: step), place / step < size else { return x[1].values[0] }
          source.append(place / step)
        }
        return x[0][source]
      }
    case .concatenate(let dimension):
      return .filled(type) { index in
        var index = index
        for part in x {
          if index[dimension] < part.shape[dimension] { return part[index] }
          index[dimension] -= part.shape[dimension]
        }
        return .nan
      }
    default: return x[0]
    }
  }

  /// Operations whose places are numbers of the graph.
  static func addressed(_ node: Graph.Node, _ x: [SlowTensor]) -> SlowTensor {
    let type = node.types[0]
    switch node.operation {
    case .gatherRows:
      let last = x[0].shape[0] - 1
      return .filled(type) { index in x[0][[min(max(0, Int(x[1].values[index[0]])), last), index[1]]] }
    case .scatterAddRows:
      var result = x[0]
      for (index, update) in zip(SlowTensor.indices(of: x[2].shape), x[2].values) {
        let row = Int(x[1].values[index[0]])
        if row >= 0, row < result.shape[0] { result[[row, index[1]]] += update }
      }
      return result
    case .dynamicSlice:
      let starts = clamped(x[1...], size: type.shape, within: x[0].shape)
      return .filled(type) { index in x[0][zip(starts, index).map { $0 + $1 }] }
    case .dynamicUpdateSlice:
      var result = x[0]
      let starts = clamped(x[2...], size: x[1].shape, within: x[0].shape)
      for (index, update) in zip(SlowTensor.indices(of: x[1].shape), x[1].values) {
        result[zip(starts, index).map { $0 + $1 }] = update
      }
      return result
    default: return x[0]
    }
  }

  private static func clamped(_ starts: ArraySlice<SlowTensor>, size: [Int], within shape: [Int]) -> [Int] {
    zip(starts, zip(size, shape)).map { start, sizes in min(max(0, Int(start.values[0])), sizes.1 - sizes.0) }
  }
}
