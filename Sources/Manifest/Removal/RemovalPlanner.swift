import Formats
import SQLite

/// Finds out what can be removed: by the record what is safe to remove, by the disk what is as it was recorded.
package struct RemovalPlanner {
  let store: ManifestStore
  private let hasher: ContentHasher
  private var repeatability: Repeatability
  private var wholeRuns: [String: Bool] = [:]

  /// The kinds of files that are nothing but a step on the way to others, which hold all that is in them.
  private static let intermediates = ["token part"]

  /// Prepares to look.
  /// - Parameters:
  ///   - store: The manifest.
  ///   - progress: Called while files are read.
  package init(_ store: ManifestStore, progress: ContentHasher.Progress? = nil) {
    self.store = store
    hasher = ContentHasher(location: store.location, store: store, progress: progress)
    repeatability = Repeatability(store, hasher)
  }

  /// What can be removed.
  /// - Parameter named: Files and folders as a person types them; none for all intermediates.
  /// - Returns: The plan.
  /// - Throws: `ManifestError.unknownPath` for a name at and below which nothing is recorded; `ManifestError`.
  package mutating func plan(named: [String] = []) throws -> RemovalPlan {
    var plan = RemovalPlan()
    if named.isEmpty {
      plan.unnoted = try store.unnotedRemovals()
      for output in try store.lastOutputs(kinds: Self.intermediates) { try add(output, isNamed: false, to: &plan) }
      return plan
    }
    for name in named {
      let stored = store.location.stored(name)
      let outputs = try store.lastOutputs(at: stored)
      if outputs.isEmpty { try refuse(name, stored, &plan) }
      for output in outputs where !plan.files.contains(where: { $0.path == output.path }) {
        try add(output, isNamed: true, to: &plan)
      }
    }
    return plan
  }

  /// A name that is no output's.
  private func refuse(_ name: String, _ stored: String, _ plan: inout RemovalPlan) throws {
    guard try store.isRecorded(at: stored) else {
      throw ManifestError.unknownPath(path: name, manifest: store.location.path)
    }
    plan.left.append(RemovalPlan.Left(path: stored, reason: "no run made it"))
  }

  private mutating func add(_ output: LastOutput, isNamed: Bool, to plan: inout RemovalPlan) throws {
    let inspection = try hasher.inspections(at: [output.path]).first ?? .nothing
    guard inspection != .nothing else { return }
    guard let content = inspection.content else {
      if case .unreadable(let reason) = inspection { plan.left.append(.init(path: output.path, reason: reason)) }
      return
    }
    let readers = try store.readers(of: output)
    guard let why = try isNamed ? (readers.isEmpty ? .namedResult : .named) : reason(output, readers) else { return }
    if let obstacle = try obstacle(output, content, readers) {
      plan.left.append(RemovalPlan.Left(path: output.path, reason: obstacle))
      return
    }
    plan.files.append(
      RemovalPlan.File(
        path: output.path, bytes: Int(content.seen.stat.size), producer: output.run, why: why,
        seen: content.seen.stat))
  }

  /// Why nobody needs an intermediate file any more; nil if somebody does.
  private mutating func reason(_ output: LastOutput, _ readers: [Reader]) throws -> RemovalPlan.Why? {
    guard output.status == .ok || output.status == .running else { return nil }
    for reader in readers where reader.status == .ok {
      if try isWhole(reader.run.id) { return .contained(in: reader.run.stage, run: reader.run.id) }
    }
    guard let later = try store.laterEncoding(than: output), try isWhole(later.id) else { return nil }
    return .superseded(by: later.stage, run: later.id)
  }

  /// What stands against removing a file; nil if nothing does.
  private mutating func obstacle(
    _ output: LastOutput, _ content: ContentHasher.Content, _ readers: [Reader]
  ) throws -> String? {
    guard content.fileDigest == output.file else {
      return "it was changed after run \(RunID.short(output.run.id)) made it"
    }
    guard output.status != .running else { return "\(output.run.text) is still at work" }
    if let reader = readers.first(where: { $0.status == .running }) { return "\(reader.run.text) is reading it" }
    return try repeatability.obstacle(to: output.run.id).map { "it cannot be made again: \($0)" }
  }

  /// Whether all that a run left is where it was put, as it was made, and that is anything at all.
  private mutating func isWhole(_ run: String) throws -> Bool {
    if let known = wholeRuns[run] { return known }
    let outputs = try store.keptOutputs(of: run)
    let found = try hasher.inspections(at: outputs.map(\.path)).map(\.content?.fileDigest)
    let isWhole = !outputs.isEmpty && found == outputs.map(\.file)
    wholeRuns[run] = isWhole
    return isWhole
  }
}
