package enum TokenizerProblem: Error, Equatable, Sendable, CustomStringConvertible { case todo; package var description: String { "" } }
package enum ShardProblem: Error, Equatable, Sendable, CustomStringConvertible { case todo; package var description: String { "" } }
package enum DatasetProblem: Error, Equatable, Sendable, CustomStringConvertible { case todo; package var description: String { "" } }
package enum SafetensorsProblem: Error, Equatable, Sendable, CustomStringConvertible { case todo; package var description: String { "" } }
package enum MetricsProblem: Error, Equatable, Sendable, CustomStringConvertible { case todo; package var description: String { "" } }
