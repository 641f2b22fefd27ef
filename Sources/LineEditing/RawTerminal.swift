import Memory
import Platform

// Signal handlers may only touch these: plain memory.
nonisolated(unsafe) private let before: UnsafeMutablePointer<termios> = cell(termios())
nonisolated(unsafe) private let raw: UnsafeMutablePointer<termios> = cell(termios())
nonisolated(unsafe) private let isRaw: UnsafeMutablePointer<Int32> = cell(0)
nonisolated(unsafe) private let sequences: UnsafeMutablePointer<UInt8> = {
  let text = Array("\u{1B}[?2004h\u{1B}[?2004l".utf8)
  let pointer = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count)
  pointer.initialize(from: text, count: text.count)
  return pointer
}()
private let sequenceLength = 8
nonisolated(unsafe) private let lineEnd: UnsafeMutablePointer<UInt8> = cell(UInt8(ascii: "\n"))

private func cell<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
  let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
  pointer.initialize(to: value)
  return pointer
}

/// Puts the terminal back as it was. Safe in a signal handler.
private func restore() {
  guard isRaw.pointee != 0 else { return }
  isRaw.pointee = 0
  _ = write(STDERR_FILENO, sequences + sequenceLength, sequenceLength)
  tcsetattr(STDIN_FILENO, TCSADRAIN, before)
}

/// Makes the terminal raw, as it was made before.
private func apply() {
  isRaw.pointee = 1
  tcsetattr(STDIN_FILENO, TCSADRAIN, raw)
  _ = write(STDERR_FILENO, sequences, sequenceLength)
}

/// Somebody ends the process, or it has come upon an error of its own.
private func endProcess(_ number: Int32) {
  if isRaw.pointee != 0 { _ = write(STDERR_FILENO, lineEnd, 1) }
  restore()
  switch number {
  case SIGTERM: _exit(143)
  case SIGINT, SIGHUP, SIGUSR1: _exit(130)
  default:
    signal(number, SIG_DFL)
    raise(number)
  }
}

/// After a stop, the shell has set the terminal as it likes it.
private func goOn(_ number: Int32) {
  let saved = errno
  if isRaw.pointee != 0 { apply() }
  errno = saved
}

/// Only wakes who waits for a key, so that the line is drawn for the new width.
private func noteResize(_ number: Int32) {}

/// Standard input as a terminal that hands on each key, Ctrl-C too, without showing it. Standard error shows the line.
///
/// The terminal is put back when the process ends, by whatever way leaves it a chance: `leave`, `exit`, a signal, a trap,
/// memory that is not granted.
package enum RawTerminal {
  /// Whether keys can be taken one by one here.
  package static var isPossible: Bool {
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return false }
    return !["", "dumb"].contains(environmentVariable("TERM") ?? "")
  }

  /// Begins to take keys one by one.
  ///
  /// - Returns: whether that worked
  package static func enter() -> Bool {
    guard isRaw.pointee == 0 else { return true }
    guard tcgetattr(STDIN_FILENO, before) == 0 else { return false }
    raw.pointee = before.pointee
    raw.pointee.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
    raw.pointee.c_iflag &= ~tcflag_t(ICRNL | INLCR | IXON | ISTRIP | BRKINT)
    _ = installed
    apply()
    return true
  }

  /// Puts the terminal back.
  package static func leave() { restore() }

  /// Stops the processes of this command, as Ctrl-Z does, until the shell lets them go on.
  package static func suspend() {
    restore()
    kill(0, SIGTSTP)
    apply()
  }

  /// Ends the process as Ctrl-\ does.
  package static func quit() -> Never {
    restore()
    signal(SIGQUIT, SIG_DFL)
    raise(SIGQUIT)
    _exit(131)
  }

  /// The width of the terminal, or 80 where it does not say.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  static func show(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }

  /// The next bytes of the keyboard.
  ///
  /// - Parameter waits: whether to wait for some
  /// - Returns: none if the width changed meanwhile, or there are none; nil if the terminal is gone
  static func bytes(waits: Bool) -> [UInt8]? {
    var wanted = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    let found = poll(&wanted, 1, waits ? -1 : 0)
    guard found > 0 else { return found == 0 || errno == EINTR ? [] : nil }
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(STDIN_FILENO, &chunk, chunk.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return [] }
    return count > 0 ? Array(chunk[..<count]) : nil
  }

  private static let installed: Bool = {
    atexit { restore() }
    let former = Memory.lastAct
    Memory.lastAct = {
      restore()
      former?()
    }
    // SIGBUS is caught already: a mapped file was cut, which is an error like others.
    let ends = [SIGTERM, SIGHUP, SIGINT, SIGUSR1, SIGQUIT, SIGABRT, SIGSEGV, SIGILL, SIGTRAP, SIGFPE]
    for number in ends { handleSignal(number, endProcess) }
    handleSignal(SIGCONT, goOn)
    // What a resize interrupts is begun anew only where somebody waits for a key.
    handleSignal(SIGWINCH, restartsCalls: false, noteResize)
    return true
  }()
}
