import Platform
import Testing

@testable import MPI

@Suite("Signals while a library starts")
struct KeptSignalsTests {
  private static func handler(_ number: CInt) -> Int {
    var action = sigaction()
    sigaction(number, nil, &action)
    #if canImport(Darwin)
      return unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self)
    #else
      return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    #endif
  }

  @Test("what this process decided comes back, and what it did not stays with the library")
  func kept() {
    var (first, second) = (sigaction(), sigaction())
    sigaction(SIGUSR2, nil, &first)
    sigaction(SIGXFSZ, nil, &second)
    defer {
      sigaction(SIGUSR2, &first, nil)
      sigaction(SIGXFSZ, &second, nil)
    }
    handleSignal(SIGUSR2) { _ in }
    let mine = Self.handler(SIGUSR2)
    let signals = KeptSignals()
    handleSignal(SIGUSR2) { _ = $0 &+ 1 }
    handleSignal(SIGXFSZ) { _ = $0 &+ 1 }
    let theirs = Self.handler(SIGUSR2)
    #expect(theirs != mine)
    signals.restore()
    #expect(Self.handler(SIGUSR2) == mine)
    #expect(Self.handler(SIGXFSZ) != 0)
  }
}
