package enum DatasetProblem: Error, Equatable, Sendable, CustomStringConvertible { case noShards, missingShard; package var description: String { "" } }
package enum SafetensorsProblem: Error, Equatable, Sendable, CustomStringConvertible { case noShards, missingShard; package var description: String { "" } }
package enum MetricsProblem: Error, Equatable, Sendable, CustomStringConvertible { case noShards, missingShard; package var description: String { "" } }
