import Foundation
import Platform

/// A terminal of our own, to see what a tool shows on one.
enum TestTerminal {
  /// Runs a tool whose standard output is a terminal of so many columns.
  /// - Returns: The exit code, and what the tool wrote, line ends as `\n`.
  static func run(
    _ tool: String, _ arguments: [String], in folder: URL, columns: UInt16
  ) throws -> (exitCode: Int32, text: String) {
    let (ours, name) = try open()
    var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(ours, UInt(TIOCSWINSZ), &size)
    guard let theirs = FileHandle(forUpdatingAtPath: name) else { throw CocoaError(.fileReadNoSuchFile) }
    let process = Process()
    process.executableURL = ToolRunner.url(of: tool)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = theirs
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try theirs.close()
    // On Linux the end is an error: nobody has the other side open any more.
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while case let count = read(ours, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
    close(ours)
    process.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
    return (process.terminationStatus, text)
  }

  /// Runs a tool that has a terminal for everything, and answers it: once a text has appeared, keys are struck; at last
  /// it may get a signal.
  /// - Returns: The exit code, what the tool wrote, and whether it left the terminal as it found it.
  static func talk(
    _ tool: String, _ arguments: [String], in folder: URL, environment: [String: String],
    _ script: [(await: String, keys: String)], signal: Int32? = nil
  ) throws -> (exitCode: Int32, text: String, isRestored: Bool) {
    let (ours, name) = try open()
    defer { close(ours) }
    guard let theirs = FileHandle(forUpdatingAtPath: name) else { throw CocoaError(.fileReadNoSuchFile) }
    // Held open, so that the terminal can be looked at afterwards.
    defer { try? theirs.close() }
    var size = winsize(ws_row: 40, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(ours, UInt(TIOCSWINSZ), &size)
    let before = flags(theirs)
    let process = Process()
    process.executableURL = ToolRunner.url(of: tool)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    (process.standardInput, process.standardOutput, process.standardError) = (theirs, theirs, theirs)
    try process.run()
    var text = ""
    for step in script {
      try text += received(ours, until: step.await)
      _ = write(ours, step.keys, step.keys.utf8.count)
    }
    if let signal { kill(process.processIdentifier, signal) }
    process.waitUntilExit()
    text += try received(ours, until: nil)
    return (process.terminationStatus, text.replacing("\r\n", with: "\n"), flags(theirs) == before)
  }

  private static func flags(_ terminal: FileHandle) -> [UInt] {
    var settings = termios()
    tcgetattr(terminal.fileDescriptor, &settings)
    return [UInt(settings.c_lflag), UInt(settings.c_iflag), UInt(settings.c_oflag)]
  }

  /// What the tool writes until a text has appeared; without one, what is there.
  private static func received(_ descriptor: Int32, until awaited: String?) throws -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    let deadline = Date() + 60
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let awaited, text.contains(awaited) { return text }
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let isReady = poll(&wanted, 1, awaited == nil ? 0 : 200) > 0
      if isReady, case let count = read(descriptor, &chunk, chunk.count), count > 0 {
        bytes += chunk[..<count]
      } else if awaited == nil {
        return text
      } else if Date() > deadline {
        throw NeverAppeared(awaited: awaited ?? "", found: text)
      }
    }
  }

  struct NeverAppeared: Error {
    let awaited, found: String
  }

  /// A new terminal: our side, and the name of the tool's.
  private static func open() throws -> (descriptor: Int32, name: String) {
    #if canImport(Darwin)
      let descriptor = posix_openpt(O_RDWR | O_NOCTTY)
      guard descriptor >= 0, grantpt(descriptor) == 0, unlockpt(descriptor) == 0, let name = ptsname(descriptor) else {
        throw CocoaError(.fileReadNoSuchFile)
      }
      return (descriptor, String(cString: name))
    #else
      // What unlockpt and ptsname do, which Swift's import of Glibc lacks: TIOCSPTLCK and TIOCGPTN.
      let descriptor = Platform.open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var (locked, number): (Int32, Int32) = (0, 0)
      guard descriptor >= 0, ioctl(descriptor, UInt(0x4004_5431), &locked) == 0,
        ioctl(descriptor, UInt(0x8004_5430), &number) == 0
      else { throw CocoaError(.fileReadNoSuchFile) }
      return (descriptor, "/dev/pts/\(number)")
    #endif
  }
}
