import Kernels
import Parallel

@testable import Transformer

func makeOperations(threads: Int = 2) throws -> CPUOperations {
  try CPUOperations(team: ThreadTeam(threads: threads))
}

/// A small model that every test may change: V = 40, T = 16, D = 16, 2 blocks, 2 heads, F = 24.
func smallConfiguration(_ change: (inout ModelConfiguration) -> Void = { _ in }) -> ModelConfiguration {
  var configuration = ModelConfiguration()
  configuration.vocabulary = 40
  configuration.contextLength = 16
  configuration.width = 16
  configuration.layers = 2
  configuration.heads = 2
  configuration.feedForwardWidth = 24
  change(&configuration)
  return configuration
}
