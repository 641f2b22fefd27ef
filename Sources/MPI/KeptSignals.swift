import Platform

/// What this process has decided that signals do, while a library is started that might decide otherwise: MPICH takes USR1
/// for itself, and Open MPI the signals of crashes. Where nothing was decided the library's choice stands: Hydra sends
/// USR1 when a rank is gone, and by default that would end the process.
struct KeptSignals {
  private static let numbers = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE, SIGBUS, SIGSEGV, SIGXFSZ]

  private let actions: [(number: CInt, action: sigaction)]

  /// Notes what signals do now.
  init() {
    actions = Self.numbers.compactMap { number in
      var action = sigaction()
      guard sigaction(number, nil, &action) == 0, Self.isDecided(action) else { return nil }
      return (number, action)
    }
  }

  /// Has them do that again.
  func restore() {
    for (number, action) in actions {
      var action = action
      sigaction(number, &action, nil)
    }
  }

  private static func isDecided(_ action: sigaction) -> Bool {
    #if canImport(Darwin)
      unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) != 0
    #else
      unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != 0
    #endif
  }
}
