import Foundation
import Testing

/// Runs the built tools as a user does: as processes, with their own folder, reading what they print.
enum ToolRunner {
  struct Result {
    let exitCode: Int32
    let standardOutput: Data
    let standardError: String

    var text: String { String(decoding: standardOutput, as: UTF8.self) }
    /// The error text without progress lines: the last line that the tool printed.
    var lastErrorLine: String { standardError.split(separator: "\n").last.map(String.init) ?? "" }
  }

  /// Where the build put the executables: beside the test bundle.
  static let products: URL = {
    let arguments = CommandLine.arguments
    let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
    var folder = URL(fileURLWithPath: bundle).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("bpe-train").path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  static func url(of tool: String) -> URL {
    products.appendingPathComponent(tool == "manifest" ? "manifest" : tool)
  }

  /// Starts a tool without waiting for it; standard error and output go to files of the folder.
  static func start(_ tool: String, _ arguments: [String], in folder: URL, output: URL, errors: URL) throws -> Process {
    let process = Process()
    process.executableURL = url(of: tool)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs a tool to its end.
  static func run(
    _ tool: String, _ arguments: [String], in folder: URL, input: Data? = nil, environment: [String: String] = [:]
  ) throws -> Result {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("letterpress-run-\(UUID())")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let output = scratch.appendingPathComponent("stdout")
    let errors = scratch.appendingPathComponent("stderr")
    let process = Process()
    process.executableURL = url(of: tool)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    // Files rather than pipes: a full pipe can then never stop the tool.
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = try inputHandle(input, in: scratch)
    try process.run()
    process.waitUntilExit()
    return Result(
      exitCode: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      standardOutput: try Data(contentsOf: output),
      standardError: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  private static func inputHandle(_ input: Data?, in scratch: URL) throws -> FileHandle {
    guard let input else { return FileHandle.nullDevice }
    let file = scratch.appendingPathComponent("stdin")
    try input.write(to: file)
    return try FileHandle(forReadingFrom: file)
  }
}

/// A folder of its own for one test, removed afterwards.
final class Workspace: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("letterpress-test-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  func write(_ text: String, to name: String) throws {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func read(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Names in a folder, sorted; hidden files too, so that left-over temporary files are seen. A folder that a tool made
  /// and left nothing in is gone: it has no names either.
  func list(_ name: String = "") throws -> [String] {
    guard name.isEmpty || exists(name) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: name.isEmpty ? folder.path : path(name)).sorted()
  }

  func run(_ tool: String, _ arguments: String..., input: Data? = nil) throws -> ToolRunner.Result {
    try ToolRunner.run(tool, arguments, in: folder, input: input)
  }

  func run(_ tool: String, arguments: [String], input: Data? = nil, environment: [String: String] = [:]) throws
    -> ToolRunner.Result
  {
    try ToolRunner.run(tool, arguments, in: folder, input: input, environment: environment)
  }

  /// Expects that a command ends with this code, this one line and nothing on standard output.
  func expect(
    _ tool: String, _ arguments: [String], code: Int32, _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try run(tool, arguments: arguments)
    #expect(result.exitCode == code, "\(result.standardError)", sourceLocation: sourceLocation)
    #expect(result.lastErrorLine == "\(tool): \(message)", sourceLocation: sourceLocation)
    #expect(result.text == "", sourceLocation: sourceLocation)
  }
}
