import Foundation

/// Runs tools as a user who is not the one that runs the tests: root may read and write everything, so that taking
/// permissions away proves nothing.
enum OtherUser {
  private static let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  private static let number = "12345"

  /// Whether this process may become another user.
  static let isAvailable = setpriv != nil && getuid() == 0

  /// Runs a tool to its end in the workspace's folder.
  static func run(_ workspace: Workspace, _ tool: String, _ arguments: [String]) throws -> ToolRunner.Result {
    try Program.run(
      setpriv ?? "",
      ["--reuid=\(number)", "--regid=\(number)", "--clear-groups", ToolRunner.url(of: tool).path] + arguments,
      in: workspace)
  }

  /// Gives a file or folder, and all in it, to the other user.
  static func give(_ path: String) throws {
    let files = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    for file in [path] + files.map({ path + "/" + $0 }) { lchown(file, 12345, 12345) }
  }
}

/// Programs that are not ours, running ours.
enum Program {
  /// Runs a program to its end.
  static func run(_ path: String, _ arguments: [String], in workspace: Workspace) throws -> ToolRunner.Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = workspace.folder
    process.standardInput = FileHandle.nullDevice
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("letterpress-run-\(UUID())")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let files = ["stdout", "stderr"].map { scratch.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    return ToolRunner.Result(
      exitCode: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      standardOutput: try Data(contentsOf: files[0]),
      standardError: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
  }
}
