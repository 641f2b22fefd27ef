import Testing

@testable import CommandSupport

struct TerminalStylesTests {
  @Test(arguments: [
    (["TERM": "xterm-256color"], true, true), (["TERM": "xterm"], false, false), (["TERM": "dumb"], true, false),
    ([:], true, false), (["TERM": ""], true, false), (["TERM": "xterm", "NO_COLOR": "1"], true, false),
    (["TERM": "xterm", "NO_COLOR": ""], true, true), (["TERM": "xterm", "CLICOLOR": "0"], true, false),
    (["CLICOLOR_FORCE": "1"], false, true), (["CLICOLOR_FORCE": "0"], false, false),
    (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], true, false),
  ])
  func theEnvironmentDecides(environment: [String: String], isTerminal: Bool, areShown: Bool) {
    #expect(TerminalStyles(isTerminal: isTerminal) { environment[$0] }.areShown == areShown)
  }

  @Test func coloursEndWhereTheTextEnds() {
    let shown = TerminalStyles(isTerminal: true) { ["TERM": "xterm"][$0] }
    #expect(shown.text("failed", .error) == "\u{1B}[31mfailed\u{1B}[0m")
    #expect(shown.text("", .error) == "")
    #expect(TerminalStyles(isTerminal: false) { _ in nil }.text("failed", .error) == "failed")
  }
}
