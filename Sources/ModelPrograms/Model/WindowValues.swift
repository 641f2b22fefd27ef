import StableHLO

/// Windows (B, T+1) as the model reads them.
enum WindowValues {
  /// Inputs and targets (B·T) of i32: each target is the token after its input.
  static func split(_ windows: Value) throws -> (inputs: Value, targets: Value) {
    let (batch, positions) = (windows.shape[0], windows.shape[1] - 1)
    let ids = try windows.converted(to: .i32)
    return (
      try ids.sliced(0..<positions, dimension: 1).reshaped([batch * positions]),
      try ids.sliced(1..<positions + 1, dimension: 1).reshaped([batch * positions])
    )
  }
}
