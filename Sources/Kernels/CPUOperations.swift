import CKernels
import Parallel
import Platform

/// The operations on the processor's own cores.
///
/// Each operation is a file: it cuts the work into tasks for the thread team, and each task calls a kernel
/// in C (`CKernels`, in one version per instruction set) on whole blocks of rows. No operation allocates in
/// the long run: working memory comes from a pool that keeps what it once handed out.
package final class CPUOperations: Operations {
  let team: ThreadTeam
  let kernels: lp_kernels
  let workspaces = WorkspacePool()
  let rotations = RotationTables()

  /// The instruction sets this machine runs, fastest first.
  package static let availableInstructionSets: [String] = ["avx512", "avx2", "neon", "portable"]
    .filter { (name: String) in lp_kernels_named(name) != nil }

  /// The instruction set whose kernels run: `avx512`, `avx2`, `neon` or `portable`.
  package var instructionSet: String { String(cString: kernels.name) }

  /// Picks the fastest kernels this machine runs, or those that the environment's `LETTERPRESS_ISA` names.
  ///
  /// - Throws: `KernelsError` if the variable names an instruction set that this machine does not run.
  package convenience init(team: ThreadTeam) throws {
    try self.init(team: team, instructionSet: Self.chosenInstructionSet)
  }

  /// The kernels of one instruction set, by name.
  init(team: ThreadTeam, instructionSet: String) throws {
    kernels = try Self.kernels(of: instructionSet)
    self.team = team
  }

  /// The one that the environment asks for, or else the fastest; it may be one that does not run here.
  package static var chosenInstructionSet: String {
    let wish = environmentVariable("LETTERPRESS_ISA") ?? ""
    return wish.isEmpty ? availableInstructionSets[0] : wish
  }

  static func kernels(of instructionSet: String) throws -> lp_kernels {
    guard let kernels = lp_kernels_named(instructionSet) else {
      throw KernelsError.unavailableInstructionSet(instructionSet, available: availableInstructionSets)
    }
    return kernels.pointee
  }
}

// The table holds constants and functions without state.
extension lp_kernels: @retroactive @unchecked Sendable {}
