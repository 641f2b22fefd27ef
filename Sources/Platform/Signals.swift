/// Has a function called when a signal comes; system calls that it interrupts begin anew if `restartsCalls`.
///
/// The function may touch only what is safe inside a signal handler.
package func handleSignal(
  _ number: Int32, restartsCalls: Bool = true, _ handler: @escaping @convention(c) (Int32) -> Void
) {
  var action = sigaction()
  sigemptyset(&action.sa_mask)
  action.sa_flags = restartsCalls ? Int32(SA_RESTART) : 0
  #if canImport(Darwin)
    action.__sigaction_u.__sa_handler = handler
  #else
    action.__sigaction_handler.sa_handler = handler
  #endif
  sigaction(number, &action, nil)
}
