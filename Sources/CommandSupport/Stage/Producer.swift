import Formats
import Manifest
import Platform

/// What a run that made a file was told, for a message that says how to make more of the kind.
package struct Producer: Sendable {
  /// Its settings.
  package let configuration: JSONValue
  private let arguments: [String]
  private let files: [(role: String, path: String)]
  /// Whether it was told in this directory, so that its words mean the same.
  private let isFromHere: Bool

  /// The last run of a stage that made what lies at `path`; nil if the manifest does not know, or cannot be read.
  ///
  /// Takes in the receipts of tasks first.
  package static func of(_ path: String, stage: String, options: StageOptions) -> Producer? {
    guard !options.noManifest, let location = try? ManifestLocation(options.manifestPath),
      Folder.kind(of: location.path) != .nothing || Folder.kind(of: location.receipts) == .folder,
      let store = try? ManifestStore(creating: location)
    else { return nil }
    _ = try? store.ingestPending()
    guard let run = try? store.history(of: path, askingWhetherStale: false).producer, run.name.stage == stage else {
      return nil
    }
    return Producer(
      configuration: run.configuration, arguments: run.arguments,
      files: run.inputs.map { (role: $0.role, path: fromHere(location.resolved($0.path))) },
      isFromHere: run.directory == location.stored("."))
  }

  /// The inputs of a role, as paths that can be used here.
  package func inputs(role: String) -> [String] { files.filter { $0.role == role }.map(\.path) }

  /// The words that follow a flag on its command line, to the next flag, such as a directory in place of the thousand
  /// files in it; nil if they would mean something else here.
  package func words(after flag: String) -> [String]? {
    guard isFromHere, arguments.count(where: { $0 == flag }) == 1, let index = arguments.firstIndex(of: flag) else {
      return nil
    }
    let words = arguments[(index + 1)...].prefix { !$0.hasPrefix("--") }
    return words.isEmpty ? nil : Array(words)
  }

  /// The values that a flag had on the command line.
  package func values(of flag: String) -> [String] {
    arguments.indices.compactMap { index in
      if arguments[index].hasPrefix(flag + "=") { return String(arguments[index].dropFirst(flag.count + 1)) }
      return arguments[index] == flag && index + 1 < arguments.count ? arguments[index + 1] : nil
    }
  }

  /// A path inside the working directory without the directory's name.
  private static func fromHere(_ path: String) -> String {
    guard let pointer = realpath(".", nil) else { return path }
    defer { free(pointer) }
    let prefix = String(cString: pointer) + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }
}
