import Kernels
import Parallel

@testable import Transformer

func makeOperations(threads: Int = 2) throws -> CPUOperations {
  try CPUOperations(team: ThreadTeam(threads: threads))
}
