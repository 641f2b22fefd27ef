import Foundation

/// Runs a program and returns what it prints; what it says on standard error is shown only if it is not `quiet`.
package func runProgram(
  _ program: String, _ arguments: [String], quiet: Bool = false
) throws -> (status: Int32, output: [UInt8]) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardInput = FileHandle.nullDevice
  if quiet { process.standardError = FileHandle.nullDevice }
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, [UInt8](output))
}

/// The Python that has the reference libraries, named by LETTERPRESS_PYTHON; tests that need it are skipped without.
package enum PythonTool {
  package static let path = ProcessInfo.processInfo.environment["LETTERPRESS_PYTHON"]

  package static func has(_ module: String) -> Bool {
    guard path != nil else { return false }
    // Found, not imported: importing PyTorch takes seconds.
    return (try? output(of: ["-c", "import importlib.util as u; assert u.find_spec('\(module)')"])) != nil
  }

  /// What Python prints; nil if it fails.
  package static func output(of arguments: [String]) throws -> [UInt8]? {
    let result = try runProgram(path ?? "python3", arguments, quiet: true)
    return result.status == 0 ? result.output : nil
  }

  package static func run(_ script: String, _ arguments: [String]) throws -> String {
    let result = try runProgram(path ?? "python3", ["-c", script] + arguments)
    return String(decoding: result.output, as: UTF8.self)
  }

  /// Whether there is any Python 3, for what needs nothing but its own library.
  package static let isThere = (try? runPlain("print(3)", [])) == "3\n"

  /// As `run`, with the python3 of the PATH where LETTERPRESS_PYTHON names none.
  package static func runPlain(_ script: String, _ arguments: [String]) throws -> String {
    let result = try runProgram("/usr/bin/env", [path ?? "python3", "-c", script] + arguments)
    return String(decoding: result.output, as: UTF8.self)
  }
}
