import Formats
import Messages

/// A path that a person gave a flag: taken as it is meant, or refused with the stage that comes first.
package struct GivenPath {
  private let flag: String
  private let path: String

  package init(_ flag: String, _ path: String) { (self.flag, self.path) = (flag, path) }

  /// The directory of a dataset; its `dataset.json` or one of its shards means the same.
  /// - Throws: `ToolFailure.badData` for what another tool made. What is not there is left to the reader.
  package func dataset() throws -> String { try folder(of: .dataset) }

  /// The directory of a tokenizer, which one of its files means too, or a file that is one by itself.
  /// - Throws: As `dataset()`.
  package func tokenizer() throws -> String {
    let folder = try folder(of: .tokenizer)
    return isDirectory || folder == path ? folder : TokenizerFiles.path(ofFile: path)
  }

  /// A model: a checkpoint, or a run's directory, which another file of the run means too.
  /// - Throws: As `dataset()`.
  package func model() throws -> String {
    Artifact.at(path).contains(.checkpoint) ? path : try folder(of: .run)
  }

  /// Text, which may have any name: only directories are looked at.
  /// - Throws: As `dataset()`.
  package func text() throws -> String {
    guard isDirectory, let found = Artifact.at(path).first, !Artifact.at(path).contains(.text) else { return path }
    throw refusal(found, wanted: .text)
  }

  /// Parts of an encoding: their directory, or one of several parts in a directory, which stands for all of them.
  /// - Throws: As `dataset()`.
  package static func parts(_ flag: String, _ paths: [String]) throws -> [String] {
    for path in paths {
      guard let found = Artifact.at(path).first, !Artifact.at(path).contains(.parts) else { continue }
      // A shard of a dataset among parts is the reader's to name.
      if found == .dataset, !GivenPath(flag, path).isDirectory, FilePath.name(path) != DatasetFile.fileName { continue }
      throw GivenPath(flag, path).refusal(found, wanted: .parts)
    }
    guard paths.count == 1, Folder.kind(of: paths[0]) == .file, isOneOfSeveral(FilePath.name(paths[0])) else {
      return paths
    }
    return [FilePath.folder(paths[0])]
  }

  /// The files that a shard's path or a directory of shards means, in order: its parts, if it holds any. The path as it is
  /// for a directory without shards, which the reader names.
  package static func shards(_ path: String) -> [String] {
    guard Folder.kind(of: path) == .folder, let names = try? Folder.names(in: path) else { return [path] }
    // The order of parts that follow a text is in their list alone.
    if let list = try? EncodingFile.find(in: path) { return list.parts.map { FilePath.joined(path, $0) } }
    let shards = names.filter { TokenType.ofShard(named: $0) != nil }
    let parts = shards.filter(Artifact.isPart)
    let files = (parts.isEmpty ? shards : parts).map { FilePath.joined(path, $0) }
    return files.isEmpty ? [path] : files
  }

  /// The file whose record tells of a directory that a stage made: its description, its newest checkpoint or its first
  /// part. The path as it is for everything else.
  package static func recordedFile(_ path: String) -> String {
    guard Folder.kind(of: path) == .folder, let names = try? Folder.names(in: path) else { return path }
    let name: String? =
      switch Artifact.at(path).first {
      case .dataset: DatasetFile.fileName
      case .tokenizer: (try? TokenizerFiles.definingFiles(at: path))?.first.map { FilePath.name($0) }
      case .run: names.last { $0.hasPrefix("step-") && $0.hasSuffix(".safetensors") }
      case .parts:
        names.first { $0 == EncodingFile.fileName } ?? names.first { TokenType.ofShard(named: $0) != nil }
      default: nil
      }
    return name.map { FilePath.joined(path, $0) } ?? path
  }

  /// Whether a part's name says that there are others: `part-00003-of-00064.u16.zst`, or `part-3f2a9c01d5e6b7a8.u16.zst`,
  /// which is nothing without the list in its directory.
  private static func isOneOfSeveral(_ name: String) -> Bool {
    if name == EncodingFile.fileName || PartKey.prefix(ofPartNamed: name) != nil { return true }
    guard let match = name.firstMatch(of: /^part-\d+-of-(\d+)\./) else { return false }
    return (Int(match.output.1) ?? 1) > 1
  }

  private var isDirectory: Bool { Folder.kind(of: path) == .folder }

  private func folder(of wanted: Artifact) throws -> String {
    let found = Artifact.at(path)
    guard found.contains(wanted) else {
      guard let first = found.first else { return path }
      throw refusal(first, wanted: wanted)
    }
    return isDirectory ? path : FilePath.folder(path)
  }

  private func refusal(_ found: Artifact, wanted: Artifact) -> ToolFailure {
    let advice = WrongStage(found: found, wanted: wanted, path: ShellWord.quoted(path)).advice
    let expected = wanted == .run ? "\(wanted.words) or a checkpoint" : wanted.words
    return .badData("\(flag) \(Printable.path(path)): \(found.words) (expected \(expected)); \(advice)")
  }
}
