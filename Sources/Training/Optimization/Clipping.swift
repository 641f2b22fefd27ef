/// Limits the norm of the whole gradient (Pascanu et al. 2013), with CS336's and PyTorch's constant.
enum Clipping {
  /// What to multiply the gradient by: 1 up to the limit, `limit / (norm + 10⁻⁶)` above it.
  static func scale(norm: Double, limit: Double?) -> Float {
    guard let limit, norm > limit else { return 1 }
    return Float(limit / (norm + 1e-6))
  }
}
