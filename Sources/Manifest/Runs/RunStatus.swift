/// How a run ended, or that it has not.
package enum RunStatus: String, Sendable, Equatable {
  /// Started and not heard of since.
  case running
  /// Done; its outputs are complete.
  case ok
  /// Ended with an error (a diverged training run too).
  case failed
  /// Stopped by a signal, killed, or cut by a power loss.
  case interrupted
  /// Given up by a person: it ran on another host, which cannot be asked (`manifest ingest --lost RUN`).
  case lost
}
