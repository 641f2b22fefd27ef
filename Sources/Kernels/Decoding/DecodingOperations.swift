/// The operations that decoding needs beside those of a forward pass: products of few rows with weights as they
/// are stored. Letters as in `Operations`.
///
/// **The same bits.** Up to ``decodingRows`` rows at a time a row's result does not depend on the other rows, so
/// a text is the same whatever the batch it is decoded in.
package protocol DecodingOperations: Sendable {
  // MARK: Weights

  /// Stores weight (O, I) in `memory`, which has room for `StoredMatrix.floats(outputs:inputs:precision:)` floats.
  func store(
    _ weight: UnsafePointer<Float>, outputs: Int, inputs: Int, as precision: WeightPrecision,
    in memory: UnsafeMutablePointer<Float>
  ) -> StoredMatrix

  /// weight (O, I) as floats: what the stored numbers stand for.
  func expand(_ matrix: StoredMatrix, to weight: UnsafeMutablePointer<Float>)

  // MARK: Products

  /// out (R, D) = rows `ids` (R) of a stored table (V, D).
  func embed(
    out: UnsafeMutablePointer<Float>, table: StoredMatrix, ids: UnsafePointer<UInt16>, rows: Int)

  /// y (R, O) = or += x (R, I) · weightᵀ for each projection of the same x, in one round of the threads.
  /// `separately` asks for the bits of each row alone, for any number of rows.
  func project(_ x: UnsafePointer<Float>, rows: Int, to projections: [Projection], separately: Bool)

  /// out (R, F) = silu(x gateᵀ) ⊙ x upᵀ, or silu(x gateᵀ) without `up`. `scratch` (R, F).
  func projectGated(
    _ x: UnsafePointer<Float>, rows: Int, gate: StoredMatrix, up: StoredMatrix?,
    out: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, separately: Bool)

  // MARK: Choosing

  /// weights (V) = exp((logits − largest) / temperature), and 1 for the largest. Returns the largest logit, which
  /// is NaN if any logit is NaN or +∞, or all are −∞.
  func choiceWeights(
    _ weights: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>, count: Int, temperature: Double
  ) -> Float
}

/// One of several products of the same rows.
package struct Projection {
  let weight: StoredMatrix
  let y: UnsafeMutablePointer<Float>
  let accumulate: Bool

  /// y (R, O) = or += x · weightᵀ.
  package init(_ weight: StoredMatrix, to y: UnsafeMutablePointer<Float>, accumulate: Bool = false) {
    (self.weight, self.y, self.accumulate) = (weight, y, accumulate)
  }
}
