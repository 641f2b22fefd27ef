import Testing

@testable import Manifest

struct ProcessIdentityTests {
  @Test func knowsThatItLives() {
    #expect(ProcessIdentity.current.isAlive == true)
    #expect(!ProcessIdentity.current.started.isEmpty)
    #expect(!ProcessIdentity.current.boot.isEmpty)
  }

  @Test func knowsTheDead() {
    var process = ProcessIdentity.current
    process.started = "0"
    #expect(process.isAlive == false, "the pid was reused")
    process = .current
    process.boot = "another"
    #expect(process.isAlive == false, "the machine was started anew")
    process = .current
    process.pid = 0x3FFF_FFFF
    #expect(process.isAlive == false, "there is no such process")
  }

  @Test func guessesNothingAboutOtherHosts() {
    var process = ProcessIdentity.current
    process.host = "another"
    #expect(process.isAlive == nil)
  }
}
