import CSystem
import Formats
import Messages
import Platform

/// A program that runs in the place of this one, with the same terminal.
package struct ChildProcess {
  private let pid: pid_t

  /// Starts a program.
  /// - Parameters:
  ///   - program: Its file.
  ///   - words: The command line, its name first.
  ///   - directory: The working directory.
  ///   - variables: Variables that it gets besides those of this process.
  /// - Throws: `ToolFailure` if the system refuses.
  package init(program: String, words: [String], directory: String, variables: [String: String] = [:]) throws {
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    for (name, value) in variables { setenv(name, value, 1) }
    var pid: Int32 = 0
    let code = lp_spawn(&pid, program, &arguments, directory)
    guard code == 0 else {
      throw ToolFailure.io("\(Printable.path(program)): cannot be started (\(SystemMessage.text(code)))")
    }
    self.pid = pid
  }

  /// Ends it at once.
  package func kill() { _ = Platform.kill(pid, SIGKILL) }

  /// Waits for its end. A signal that asks this process to stop asks the child too: those of the terminal reach it by
  /// themselves.
  /// - Returns: The exit code; 128 and the signal's number for one that a signal ended, as shells tell it.
  package func wait() -> Int32 {
    let pid = pid
    Interruption.whenRequested {
      switch Interruption.signalName {
      case "TERM": Platform.kill(pid, SIGTERM)
      case "USR1": Platform.kill(pid, SIGUSR1)
      default: break
      }
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { return 1 }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}
