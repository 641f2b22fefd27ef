import Platform

/// The history on disk: one line each, the oldest first, `\n` for a line feed and `\\` for a backslash in it.
///
/// A convenience: what cannot be read or written is done without. Only its owner may read it.
package struct HistoryFile: Sendable {
  package let path: String

  /// The last part of a file that is read: more than the entries that are kept.
  private static let limit = 4 << 20

  package init(path: String) { self.path = path }

  /// The file in the user's state directory (XDG Base Directory Specification); nil for a user without a home.
  package init?(environment: (String) -> String?) {
    // The specification: a path that is not absolute is as good as none.
    let state = environment("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment("HOME").flatMap { $0.hasPrefix("/") ? "\($0)/.local/state" : nil }
    guard let folder = state ?? home else { return nil }
    path = "\(folder)/letterpress/history"
  }

  /// The lines in it.
  package func load() -> [String] {
    // Not to wait for who writes to a pipe of this name.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
    lseek(file, max(0, off_t(status.st_size) - off_t(Self.limit)), SEEK_SET)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < Self.limit, case let count = read(file, &chunk, chunk.count), count > 0 {
      bytes += chunk[..<count]
    }
    return bytes.split(separator: UInt8(ascii: "\n")).suffix(History.limit)
      .map { Self.line(of: String(decoding: $0, as: UTF8.self)) }
  }

  /// Adds a line. Several processes may: each line is one write to the end.
  package func append(_ line: String) {
    makeFolders()
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    let bytes = Array((Self.record(of: line) + "\n").utf8)
    _ = write(file, bytes, bytes.count)
  }

  private func makeFolders() {
    var folders = path.split(separator: "/").dropLast().reduce(into: [""]) { $0.append("\($0[$0.count - 1])/\($1)") }
    folders.removeFirst()
    for folder in folders { mkdir(folder, 0o700) }
  }

  static func record(of line: String) -> String {
    line.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  static func line(of record: String) -> String {
    var line = ""
    var isEscaped = false
    for character in record {
      if isEscaped {
        line.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        line.append(character)
      }
    }
    return line
  }
}
