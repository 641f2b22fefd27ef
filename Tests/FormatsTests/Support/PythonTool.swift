import Foundation

/// Runs a program and returns what it prints.
func runProgram(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: [UInt8]) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardInput = FileHandle.nullDevice
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, [UInt8](output))
}

/// The Python that has the reference libraries, named by LETTERPRESS_PYTHON; tests that need it are skipped without.
enum PythonTool {
  static let path = ProcessInfo.processInfo.environment["LETTERPRESS_PYTHON"]

  static func has(_ module: String) -> Bool {
    guard let path else { return false }
    return (try? runProgram(path, ["-c", "import \(module)"]).status) == 0
  }

  static func run(_ script: String, _ arguments: [String]) throws -> String {
    let result = try runProgram(path ?? "python3", ["-c", script] + arguments)
    return String(decoding: result.output, as: UTF8.self)
  }

  /// Whether there is any Python 3, for what needs nothing but its own library.
  static let isThere = (try? runPlain("print(3)", [])) == "3\n"

  /// As `run`, with the python3 of the PATH where LETTERPRESS_PYTHON names none.
  static func runPlain(_ script: String, _ arguments: [String]) throws -> String {
    let result = try runProgram("/usr/bin/env", [path ?? "python3", "-c", script] + arguments)
    return String(decoding: result.output, as: UTF8.self)
  }
}
