extension CPUOperations {
  package func samplingWeights(
    _ weights: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>, count: Int, temperature: Double
  ) -> Float {
    // Any temperature above 0 is allowed; the sharpest that a float can hold leaves the largest logit alone.
    let sharpness = Float(min(1 / temperature, Double(Float.greatestFiniteMagnitude)))
    let top = kernels.sampling_weights(weights, logits, count, sharpness)
    return top.isFinite ? top : .nan
  }
}
