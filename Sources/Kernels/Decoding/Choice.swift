extension CPUOperations {
  package func choiceWeights(
    _ weights: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>, count: Int, temperature: Double
  ) -> Float {
    // Any temperature above 0 is allowed; the sharpest that a float can hold leaves the largest logit alone.
    let sharpness = Float(min(1 / temperature, Double(Float.greatestFiniteMagnitude)))
    let top = kernels.choice_weights(weights, logits, count, sharpness)
    return top.isFinite ? top : .nan
  }
}
