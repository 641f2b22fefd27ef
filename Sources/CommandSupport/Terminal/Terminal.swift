import Formats
import Messages
import Parallel
import Platform

/// Standard error and standard output as a tool uses them.
package enum Terminal {
  /// Writes one line to standard error, control characters escaped.
  ///
  /// - Parameters:
  ///   - text: The line.
  ///   - style: What it means; its beginning up to the first colon, the tool's name, stays plain.
  package static func note(_ text: String, _ style: TerminalStyle? = nil) {
    write(styled(Printable.line(text), style) + "\n", to: STDERR_FILENO)
  }

  private static func styled(_ line: String, _ style: TerminalStyle?) -> String {
    guard let style, let name = line.firstRange(of: ": ") else { return line }
    return line[..<name.upperBound] + errorStyles.text(String(line[name.upperBound...]), style)
  }

  /// The colours of standard error.
  package static let errorStyles = TerminalStyles(
    isTerminal: isatty(STDERR_FILENO) == 1, environment: environmentVariable)

  /// Writes a question to standard error, where the answer will stand behind it.
  package static func prompt(_ text: String) { write(Printable.line(text), to: STDERR_FILENO) }

  /// Writes a result line to standard output at once, control characters escaped.
  package static func result(_ text: String) { write(Printable.line(text) + "\n", to: STDOUT_FILENO) }

  /// Writes text of many lines to standard output: tables and JSON. Into a file or a pipe it goes as it is; on a
  /// terminal, what JSON may hold and a terminal would obey is shown as an escape.
  package static func text(_ text: String) {
    write(standardOutputIsTerminal ? Printable.lines(text, as: .json) : text, to: STDOUT_FILENO)
  }

  private static let standardOutputIsTerminal = isatty(STDOUT_FILENO) == 1

  /// Whether standard error is a terminal that understands carriage return and erase.
  package static let standardErrorIsLive: Bool = {
    guard isatty(STDERR_FILENO) == 1 else { return false }
    guard let kind = environmentVariable("TERM") else { return false }
    return kind != "dumb"
  }()

  /// The width of the terminal behind standard error, or 80 where it does not say.
  package static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// The width of the terminal behind standard output; nil where that is a file or a pipe, which needs no cutting.
  package static var outputColumns: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// The `errno` by which standard output could not be written; 0 if all went well.
  private static let outputFailure = Locked<Int32>(0)

  private static let acceptsClosedOutput = Locked(false)

  /// Lets a tool go on when nobody reads its output any more, as behind `| head`: it asks `outputIsClosed`, ends early,
  /// and has done what was wanted of it.
  package static func acceptClosedOutput() {
    signal(SIGPIPE, SIG_IGN)
    acceptsClosedOutput.withLock { $0 = true }
  }

  /// Whether nobody reads standard output any more.
  package static var outputIsClosed: Bool { outputFailure.withLock { $0 == EPIPE } }

  /// Ends a tool whose result did not get out: it was asked for, so the tool has not done what it should.
  /// - Throws: `FormatError.file` about standard output.
  static func checkOutput() throws {
    let code = outputFailure.withLock { $0 }
    if code == EPIPE, acceptsClosedOutput.withLock({ $0 }) { return }
    if code != 0 { throw FormatError.file(path: "standard output", .unwritable(code)) }
  }

  /// Writes text as it is. A closed pipe or a full disk behind standard error is no reason to stop work, behind
  /// standard output one to say so at the end.
  static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Self.write(descriptor, $0) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        let code = written < 0 ? errno : EIO
        if descriptor == STDOUT_FILENO { outputFailure.withLock { $0 = code } }
        return
      }
      bytes = bytes.dropFirst(written)
    }
  }

  private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    Platform.write(descriptor, bytes.baseAddress, bytes.count)
  }
}
