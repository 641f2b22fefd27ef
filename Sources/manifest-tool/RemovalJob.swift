import CommandSupport
import Formats
import Manifest
import Messages
import Platform

/// The removal of what a plan names: asked for, locked against stages at work, recorded.
struct RemovalJob {
  private let store: ManifestStore
  private let plan: RemovalPlan
  private let yes: Bool
  private let options: ManifestOptions

  init(_ store: ManifestStore, plan: RemovalPlan, yes: Bool, options: ManifestOptions) {
    self.store = store
    self.plan = plan
    self.yes = yes
    self.options = options
  }

  /// Removes, if the person agrees.
  /// - Throws: `ToolFailure`, `ManifestError`, `FormatError`.
  func perform() throws {
    try removeLeftovers()
    let text = try RemovalText(plan, store: store, options: options)
    if plan.files.isEmpty, plan.unnoted.isEmpty { return text.show(removed: []) }
    if !options.json { text.show(removed: nil) }
    guard try plan.files.isEmpty || yes || asks() else { return Terminal.result("nothing was removed") }
    Interruption.install()
    let outcome = try remove()
    for file in outcome.left {
      Terminal.note("\(ManifestTool.tool): \(Printable.path(file.path)): \(file.reason); it was left")
    }
    if options.json { text.show(removed: outcome.removed) } else { say(outcome) }
    try Interruption.check()
    if !outcome.left.isEmpty { throw ToolFailure.io("\(Units.grouped(outcome.left.count)) files could not be removed") }
  }

  /// Removes what a removal that was killed has left beside its files and receipts.
  private func removeLeftovers() throws {
    StaleTemporaries.remove(besideOutputs: [], manifest: store.location)
    let paths = try plan.unnoted + store.removedOnPurpose()
    let byFolder = Dictionary(grouping: paths.map(store.location.resolved), by: FilePath.folder)
    OutputLock.removeAbandoned(at: byFolder.values.map { $0[0] })
  }

  /// Nobody writes into a folder while files of it go, and nobody's files go while he writes.
  private func remove() throws -> RemovalRecord.Outcome {
    let folders = Set(plan.files.map { FilePath.folder(store.location.resolved($0.path)) }).sorted()
    let locks = try folders.map { try OutputLock(.folder($0), files: [], tool: "manifest clean") }
    return try withExtendedLifetime(locks) {
      var record = try RemovalRecord(
        RemovalRecord.clean, in: store, arguments: Arguments.all, toolVersion: ToolVersion.current)
      return try record.remove(
        plan.files.map { ($0.path, $0.seen) }, gone: plan.unnoted, shouldStop: { Interruption.requested })
    }
  }

  /// Asks on a terminal.
  /// - Throws: `ToolFailure.usage` where nobody can be asked.
  private func asks() throws -> Bool {
    guard !options.json, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
      throw ToolFailure.usage(
        "\(RemovalText.size(plan)) would be removed, and nobody can be asked here; add --yes to remove them, or --dry-run"
      )
    }
    Terminal.prompt("remove them? [y/N] ")
    let answer = readLine()?.lowercased() ?? ""
    return ["y", "yes"].contains(answer)
  }

  private func say(_ outcome: RemovalRecord.Outcome) {
    let removed = Set(outcome.removed)
    let bytes = plan.files.filter { removed.contains($0.path) }.reduce(0) { $0 + $1.bytes }
    Terminal.result("\(Units.counted(removed.count, "file")) removed, \(Units.bytes(bytes)) freed")
  }
}
