import Platform

/// What signals do in this process, while a library is started that might think otherwise: MPICH takes USR1 for itself,
/// and Open MPI those of crashes.
struct KeptSignals {
  private static let numbers = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE, SIGBUS, SIGSEGV, SIGXFSZ]

  private var actions: [(number: CInt, action: sigaction)] = []

  /// Notes what signals do now.
  init() {
    for number in Self.numbers {
      var action = sigaction()
      if sigaction(number, nil, &action) == 0 { actions.append((number, action)) }
    }
  }

  /// Has them do that again.
  func restore() {
    for (number, action) in actions {
      var action = action
      sigaction(number, &action, nil)
    }
  }
}
