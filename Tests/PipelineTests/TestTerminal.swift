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
