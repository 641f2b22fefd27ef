import Formats
import Transformer

/// What a training with adapters of low rank learned of one matrix: W + alpha / R · B · A in place of W.
struct LowRankFactors {
  /// The matrix (O, I).
  let matrix: ParameterTensor
  /// A (R, I) and B (O, R), row-major.
  let a, b: [Float]
}

/// All factors of a checkpoint, which have one rank.
struct CheckpointAdapters {
  /// R.
  let rank: Int
  /// Divided by the rank, what B · A is multiplied by.
  let alpha: Double
  /// In the order of the model's matrices.
  let factors: [LowRankFactors]
}

extension Checkpoint {
  /// The factors of every matrix that has some; all numbers of the file are checked first.
  ///
  /// - Throws: `FormatError`, or ``CheckpointError`` for a checkpoint of a training that moved all parameters
  func adapters() throws -> CheckpointAdapters {
    guard let rank = header.settings["lora_rank"]?.int, let alpha = header.settings["lora_alpha"]?.double,
      rank >= 1, alpha > 0, alpha.isFinite
    else { throw CheckpointError.checkpoint(path: path, .noAdapters) }
    try verify()
    let factors = try ParameterLayout(model).tensors.compactMap { matrix -> LowRankFactors? in
      guard matrix.role == .matrix, file.info("optim.lora_a.\(matrix.name)") != nil else { return nil }
      return LowRankFactors(
        matrix: matrix, a: Array(try file.floats("optim.lora_a.\(matrix.name)", shape: [rank, matrix.shape[1]])),
        b: Array(try file.floats("optim.lora_b.\(matrix.name)", shape: [matrix.shape[0], rank])))
    }
    guard !factors.isEmpty else { throw CheckpointError.checkpoint(path: path, .noAdapters) }
    return CheckpointAdapters(rank: rank, alpha: alpha, factors: factors)
  }
}
