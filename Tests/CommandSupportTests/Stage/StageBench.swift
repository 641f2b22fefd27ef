import Engines
import Formats
import Foundation
import Manifest
import SQLite

@testable import CommandSupport

/// A folder with a corpus, and a stage that counts its bytes.
final class StageBench {
  /// What the body of a stage throws to fail.
  struct Broken: Error, CustomStringConvertible {
    var description: String { "it broke" }
  }

  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "letterpress-stage-\(UUID().uuidString)"
    try Folder.create(folder)
    try write("some text", to: "corpus.txt")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { folder + "/" + name }

  @discardableResult
  func write(_ text: String, to name: String) throws -> WrittenFile {
    try Folder.create(FilePath.folder(path(name)))
    return try AtomicFile.write(Array(text.utf8), to: path(name))
  }

  func options(_ flags: String...) throws -> StageOptions {
    try StageOptions.parse(["--manifest", path("manifest.db"), "--quiet"] + flags)
  }

  func stage(
    lr: Double = 0.1, inputs: [StageInput]? = nil, outputs: [String] = ["out"], flags: [String] = [],
    task: TaskAssignment? = nil, semantics: Int = 1, device: String = Stage.cpu
  ) throws -> Stage {
    try Stage(
      tool: "count", semantics: semantics, configuration: ["lr": .number(lr)], device: device, seed: 7,
      inputs: inputs ?? [StageInput("corpus", path: path("corpus.txt"))], outputs: outputs.map(path),
      options: try StageOptions.parse(["--manifest", path("manifest.db"), "--quiet"] + flags), task: task)
  }

  /// Runs the stage; returns its reasons, or nil where it did not run.
  func run(_ stage: Stage, output: String = "counted") throws -> String? {
    try stage.run { run in
      try run.output(role: "count", try write(output, to: "out"), kind: "count")
      return run.reasons.map(\.code).joined(separator: ",")
    }
  }

  func store() throws -> ManifestStore { try ManifestStore(existing: ManifestLocation(path("manifest.db"))) }

  /// Rows of the database, each as its values joined by a space.
  func rows(_ sql: String) throws -> [String] {
    try Database(path: path("manifest.db")).read { db in
      try db.rows(sql).map { row in
        row.texts.map { $0.text ?? "-" }.joined(separator: " ")
      }
    }
  }
}
