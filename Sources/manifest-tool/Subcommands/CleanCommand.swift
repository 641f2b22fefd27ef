import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest clean [PATH…]`: removes intermediate files, with a record.
struct CleanCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Remove intermediate files that can be made again, and record that.",
    discussion: """
      Without a path: token parts whose dataset is there and whole, and parts of an earlier encoding in the same \
      directory. With paths: the recorded outputs there, results too. Never removed are files that no run made, that \
      were changed since, that are being read, or that could not be made again.

      Example: manifest clean --dry-run
      Example: manifest clean encoded --yes
      """)

  @Argument(help: "Files or directories to remove.", completion: .file())
  var paths: [String] = []

  @Flag(name: .long, help: "Remove without asking.")
  var yes = false

  @Flag(name: .long, help: "Only show what would be removed.")
  var dryRun = false

  @OptionGroup var options: ManifestOptions

  mutating func validate() throws {
    if yes, dryRun { throw ValidationError("--yes and --dry-run exclude each other; choose one.") }
  }

  mutating func perform() throws {
    if dryRun {
      let text = try options.ask { store in try RemovalText(self.plan(store), store: store, options: options) }
      return text.show(removed: nil)
    }
    let store = try ManifestStore(existing: try options.location())
    Question.name(try store.ingestPending().unreadable)
    try RemovalJob(store, plan: plan(store), yes: yes, options: options).perform()
  }

  private func plan(_ store: ManifestStore) throws -> RemovalPlan {
    let progress = ProgressLine(
      label: "manifest: hashing changed files", unit: .bytes, total: nil, quiet: options.quiet)
    defer { progress.finish() }
    var planner = RemovalPlanner(store) { done, total in progress.update(done, total: total) }
    return try planner.plan(named: paths)
  }
}
