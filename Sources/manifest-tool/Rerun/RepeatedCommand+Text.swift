import CommandSupport
import Formats
import Manifest
import Messages

/// The command as a line for a shell.
extension RepeatedCommand {
  /// What to type, standing in a directory: with the way to its own directory, and its manifest where the tool would not
  /// find that by itself.
  func line(from here: String) -> String {
    var line = ([shownProgram] + words.dropFirst().map(ShellWord.quoted)).joined(separator: " ")
    if let variable { line = "\(variable) \(line)" }
    let place = directory.hasPrefix(here + "/") ? "./" + directory.dropFirst(here.count + 1) : directory
    return directory == here ? line : "(cd \(ShellWord.quoted(place)) && \(line))"
  }

  /// The program as it was named, if that leads to it.
  private var shownProgram: String {
    let name = words.first ?? ""
    let isNamed = name.contains("/") && FilePath.joined(directory, name) == program
    let isOnPath = !name.contains("/") && FilePath.name(program) == name
    return ShellWord.quoted(isNamed || isOnPath ? name : program)
  }

  private var variable: String? {
    let isNamed = words.contains { $0 == "--manifest" || $0.hasPrefix("--manifest=") }
    if isNamed || ManifestPath.leads(from: directory, to: manifest) { return nil }
    return "LETTERPRESS_MANIFEST=\(ShellWord.quoted(manifest))"
  }

  /// The same for machines.
  var json: JSONValue {
    [
      "run": .string(run.name.id), "stage": .string(run.name.stage), "directory": .string(directory),
      "arguments": .array(words.map { .string($0) }),
    ]
  }
}
