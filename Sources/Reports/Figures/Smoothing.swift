/// A curve without its noise.
enum Smoothing {
  /// The exponential moving average with the weight `weight` on the past, free of the start's bias: as if the curve
  /// had always been at its weighted mean.
  static func average(_ values: [Double], weight: Double) -> [Double] {
    var (sum, norm) = (0.0, 0.0)
    return values.map { value in
      sum = weight * sum + (1 - weight) * value
      norm = weight * norm + (1 - weight)
      return sum / norm
    }
  }
}
