import CTokenizer
import Platform

/// The inner loops of tokenizing for one instruction set. All sets give the same pretokens and tokens.
struct TokenizerKernels: @unchecked Sendable {
  // A constant of the program.
  let pointer: UnsafePointer<lp_tokenizer_kernels>

  /// The fastest that this machine runs, or that which the environment's `LETTERPRESS_ISA` names.
  static let best: TokenizerKernels = {
    let wish = environmentVariable("LETTERPRESS_ISA") ?? ""
    let found = ([wish] + instructionSets).lazy.compactMap { TokenizerKernels(instructionSet: $0) }.first
    guard let found else { preconditionFailure("the portable kernels run everywhere") }
    return found
  }()

  /// All instruction sets with kernels of their own, fastest first.
  static let instructionSets = ["avx512", "avx2", "neon", "portable"]

  /// The kernels of an instruction set; nil if this machine does not run it.
  init?(instructionSet: String) {
    guard let kernels = lp_tokenizer_kernels_named(instructionSet) else { return nil }
    pointer = kernels
  }
}
