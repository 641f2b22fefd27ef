import CommandSupport
import Formats
import Manifest
import Messages
import Platform

/// The command line of a recorded run, ready to be given again here.
struct RepeatedCommand {
  /// The run that it repeats.
  let run: RunFacts
  /// The program's file.
  let program: String
  /// The words, the program's name first, as they were given.
  let words: [String]
  /// The working directory, absolute.
  let directory: String
  /// The manifest to record in, absolute.
  let manifest: String

  /// Finds all that the command needs.
  /// - Throws: `ToolFailure` for a run that cannot be repeated here, by name.
  init(_ run: RunFacts, location: ManifestLocation) throws {
    self.run = run
    words = run.arguments
    manifest = FilePath.joined(location.root, FilePath.name(location.path))
    if run.inputs.contains(where: { $0.path == "-" }) {
      throw Self.refusal(run, "it read standard input; give it the same text yourself")
    }
    guard let directory = Self.directory(of: run, location) else {
      throw Self.refusal(
        run, "its working directory is not recorded, by an older version; run its command yourself (see `manifest log`)"
      )
    }
    guard Folder.kind(of: directory) == .folder else {
      throw Self.refusal(
        run, "its working directory \(Printable.path(directory)) is not here; it ran on \(Printable.brief(run.host))")
    }
    self.directory = directory
    guard let name = words.first, let program = ProgramSearch(directory: directory).file(of: name) else {
      throw Self.refusal(
        run, "there is no program \(Printable.quoted(words.first ?? "")); put the tools on the PATH")
    }
    self.program = program
    if let other = Self.otherManifest(words, directory: directory, manifest) {
      throw Self.refusal(run, "it records in \(Printable.path(other)), another manifest; ask that one")
    }
  }

  private static func refusal(_ run: RunFacts, _ why: String) -> ToolFailure {
    .badData("\(run.name.text) cannot be repeated: \(why)")
  }

  /// The recorded directory. Where an older version recorded none, the manifest's, if the command's paths lead from there
  /// to a file that the run is recorded with.
  private static func directory(of run: RunFacts, _ location: ManifestLocation) -> String? {
    if let directory = run.directory { return directory == "." ? location.root : location.resolved(directory) }
    let recorded = (run.inputs + run.outputs).map { location.resolved($0.path) }
    let named = run.arguments.dropFirst().map { FilePath.joined(location.root, $0) }
    let isFromHere = named.contains { path in recorded.contains { $0 == path || $0.hasPrefix(path + "/") } }
    return isFromHere ? location.root : nil
  }

  /// The manifest that the words name, if it is not this one.
  private static func otherManifest(_ words: [String], directory: String, _ manifest: String) -> String? {
    var named: String?
    for (index, word) in words.enumerated() {
      if word.hasPrefix("--manifest=") { named = String(word.dropFirst("--manifest=".count)) }
      if word == "--manifest", index + 1 < words.count { named = words[index + 1] }
    }
    guard let named else { return nil }
    return ManifestLocation.absolute(FilePath.joined(directory, named)) == manifest ? nil : named
  }
}

/// Where programs are.
struct ProgramSearch {
  let directory: String

  /// The file of a program: where its name says, or on the PATH, or beside this program.
  func file(of name: String) -> String? {
    if name.contains("/") {
      let path = FilePath.joined(directory, name)
      if isExecutable(path) { return path }
    } else if let found = folders.map({ FilePath.joined($0, name) }).first(where: isExecutable) {
      return found
    }
    let beside = ProcessUsage.executablePath.map { FilePath.joined(FilePath.folder($0), FilePath.name(name)) }
    return beside.flatMap { isExecutable($0) ? $0 : nil }
  }

  private var folders: [String] {
    guard let path = environmentVariable("PATH") else { return [] }
    return path.split(separator: ":", omittingEmptySubsequences: false).map { folder in
      folder.isEmpty ? directory : FilePath.joined(directory, String(folder))
    }
  }

  private func isExecutable(_ path: String) -> Bool {
    Folder.kind(of: path) == .file && access(path, X_OK) == 0
  }
}
