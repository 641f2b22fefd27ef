extension GradientStep {
  func reduce(_ reduction: Reduction, _ dimensions: [Int]) throws -> Value {
    let x = operands[0]
    let kept = x.rest(without: dimensions)
    func spread(_ value: Value) throws -> Value { try value.broadcast(to: x.shape, dimensions: kept) }
    switch reduction {
    case .sum: return try spread(gradient())
    case .maximum:
      // Equal largest elements share the gradient.
      let isLargest = try x.compared(.equal, spread(results[0]))
      let one = try isLargest.select(x.filled(with: 1), x.filled(with: 0))
      return try one * spread(gradient() / one.reduced(.sum, dimensions))
    }
  }
}
