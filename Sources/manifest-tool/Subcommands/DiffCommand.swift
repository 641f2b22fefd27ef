import ArgumentParser
import CommandSupport
import Formats
import Manifest
import Messages

/// `manifest diff RUN RUN`: what two runs have not in common.
struct DiffCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare two runs: settings, inputs, tools, values and time.",
    discussion: """
      Of settings, inputs and tools only what differs is shown; of the values, all. A run is named by the beginning of \
      its id, or by a file or directory that it made.

      Example: manifest diff 01a1fdba-e309 01a1fdbb-0c42
      Example: manifest diff runs/lr-1e-3 runs/lr-3e-3
      """)

  @Argument(help: ArgumentHelp("The first run: the beginning of its id, or a path.", valueName: "run"))
  var first: String

  @Argument(help: ArgumentHelp("The second run.", valueName: "run"))
  var second: String

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let names = [first, second]
    let runs = try options.ask { store in try names.map { try find($0, store) } }
    let comparison = RunComparison(runs[0], runs[1])
    if options.json { return options.show(json(comparison, runs)) }
    let ids = runs.map { RunID.short($0.name.id) }
    var table = TextTable(heads: [""] + ids, elastic: ids)
    for row in comparison.rows { table.rows.append([row.name, row.first ?? "-", row.second ?? "-"]) }
    Terminal.text(table.text(width: Terminal.outputColumns))
  }

  /// A run by its id, or else by what it made.
  private func find(_ name: String, _ store: ManifestStore) throws -> RunFacts {
    do {
      if let run = try store.run(id: try store.runID(startingWith: name)) { return run }
    } catch let error as ManifestError {
      guard let run = try producer(of: name, store) else { throw error }
      return run
    }
    throw ManifestError.unknownRun(prefix: name, matches: 0)
  }

  private func producer(of path: String, _ store: ManifestStore) throws -> RunFacts? {
    if Folder.kind(of: path) != .folder, let file = try? store.history(of: path, askingWhetherStale: false) {
      return try file.producer ?? file.versions.first.flatMap { try store.run(id: $0.id) }
    }
    return try store.history(ofFolder: path)?.latest
  }

  private func json(_ comparison: RunComparison, _ runs: [RunFacts]) -> JSONValue {
    [
      "first": .string(runs[0].name.id), "second": .string(runs[1].name.id),
      "rows": .array(
        comparison.rows.map { row in
          [
            "kind": .string(row.kind), "name": .string(row.name), "first": row.first.map { .string($0) } ?? .null,
            "second": row.second.map { .string($0) } ?? .null,
          ]
        }),
    ]
  }
}
