import Checkpoints
import CommandSupport
import Formats
import Messages
import Reports

/// A training run on disk, and the name that a report gives it.
struct RunSource {
  let folder: RunFolder
  let label: String

  /// The runs that the arguments name, each once: folders, or `label=folder`.
  ///
  /// - Throws: `FormatError` for a folder without records
  static func find(_ arguments: [String]) throws -> [RunSource] {
    var named: [(path: String, label: String?)] = []
    for argument in arguments {
      let (path, label) = split(argument)
      // A file of the run names it as well: shells expand `runs/*/metrics.jsonl`.
      let folder = FilePath.name(path) == "metrics.jsonl" ? FilePath.folder(path) : trimmed(path)
      if !named.contains(where: { $0.path == folder && $0.label == label }) { named.append((folder, label)) }
    }
    let made = RunLabels.make(named.map(\.path))
    return try zip(named, made).map { named, made in
      let folder = RunFolder(named.path)
      if Folder.kind(of: folder.metrics) == .nothing {
        throw ToolFailure.missingInput(
          "\(Printable.path(folder.metrics)): no such file (expected the records of a training run); "
            + "give a directory that lm-train made")
      }
      return RunSource(folder: folder, label: named.label ?? made)
    }
  }

  /// A path that exists is taken as it is, even with a `=` in it.
  private static func split(_ argument: String) -> (path: String, label: String?) {
    guard Folder.kind(of: argument) == .nothing, let sign = argument.firstIndex(of: "=") else { return (argument, nil) }
    return (String(argument[argument.index(after: sign)...]), String(argument[..<sign]))
  }

  private static func trimmed(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// The files that a report reads, those that are there.
  var files: [(role: String, path: String)] {
    [
      ("metrics", folder.metrics), ("config", folder.configuration), ("samples", folder.samples),
      ("evaluation", evaluationPath),
    ].filter { Folder.kind(of: $0.1) == .file }
  }

  private var evaluationPath: String { FilePath.joined(folder.path, "eval.json") }

  /// A file that a run at work adds to, and what of it was read.
  typealias Seen = (path: String, digest: Digest, bytes: Int)

  /// Reads the run; of samples the latest few. `saw` hears of the files that may grow meanwhile.
  ///
  /// - Throws: `FormatError`
  func read(saw: (Seen) -> Void = { _ in }) throws -> ReportedRun {
    var curves = RunCurves()
    let seen = try MetricsReader.forEach(folder.metrics) { record, _ in curves.add(record) }
    saw((folder.metrics, seen.digest, seen.bytes))
    var run = ReportedRun(label: label, settings: try settings(), curves: curves)
    if Folder.kind(of: evaluationPath) == .file {
      let evaluation = try JSONValue(path: evaluationPath)
      // A loss that is not finite was once written as null: of such a model nothing was found out.
      if evaluation["loss"] != .null { run.evaluation = (evaluation.object ?? [:]).compactMapValues(\.double) }
    }
    run.samples = try ReportedSample.read(folder.samples, saw: saw)
    return run
  }

  private func settings() throws -> [String: JSONValue] {
    guard Folder.kind(of: folder.configuration) == .file else { return [:] }
    var settings = try JSONValue(path: folder.configuration).object ?? [:]
    // What is watched and kept in a run changes nothing of it.
    settings["run"] = nil
    return settings
  }
}

extension ReportedSample {
  /// The latest samples of a file, the last one first; none if there is no file.
  ///
  /// - Throws: `FormatError`
  static func read(_ path: String, limit: Int = 4, saw: (RunSource.Seen) -> Void) throws -> [ReportedSample] {
    guard Folder.kind(of: path) == .file else { return [] }
    var samples: [ReportedSample] = []
    let seen = try MetricsReader.forEach(path) { record, step in
      guard let text = record["text"]?.string else { return }
      samples.append(ReportedSample(step: step, prompt: record["prompt"]?.string ?? "", text: text))
      if samples.count > limit { samples.removeFirst() }
    }
    saw((path, seen.digest, seen.bytes))
    return samples.reversed()
  }
}
