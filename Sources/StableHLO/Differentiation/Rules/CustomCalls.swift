extension GradientStep {
  func customCall(_ call: CustomCall) throws -> [Value?] {
    guard let gradient = call.gradient else {
      throw GraphError.notDifferentiable(operation: "\(operation.name) of \(call.target)")
    }
    return try gradient.rule(operands, results, gradients)
  }
}
