import Formats

/// From a request to a decision: looks the earlier runs up and looks at the outputs.
package struct Planner {
  private let store: ManifestStore
  private let hasher: ContentHasher

  /// Prepares to decide.
  /// - Parameters:
  ///   - store: Where earlier runs are.
  ///   - progress: Called while outputs are hashed.
  package init(store: ManifestStore, progress: ContentHasher.Progress? = nil) {
    self.store = store
    hasher = ContentHasher(location: store.location, store: store, progress: progress)
  }

  /// Decides whether a request must run.
  /// - Throws: `ManifestError`, `FormatError`.
  package func decide(_ request: RunRequest, force: Bool) throws -> Decision {
    let key = request.key
    let latest = try store.lastGoodRun(stage: request.stage, targets: request.targets)
    let match = try key.flatMap { key in
      try store.lastGoodRun(stage: request.stage, targets: request.targets, key: key)
    }
    var looked: [(path: String, content: ContentHasher.Content?)] = []
    let unfinished = latest == nil ? try unfinished(request) : nil
    let decision = Decision.make(
      request, match: match, latest: latest, unfinished: unfinished, force: force
    ) { output in
      // What cannot be read cannot serve as an output either.
      let content = try? hasher.contents(of: [output.path]).first ?? nil
      if content?.wasHashed != false { looked.append((output.path, content)) }
      guard let content else { return .missing }
      return content.fileDigest == output.fileDigest ? .unchanged : .modified
    }
    // What was found saves the next check the work. If the database may not be written the check still holds.
    if !looked.isEmpty { try? store.remember(looked) }
    return decision
  }

  private func unfinished(_ request: RunRequest) throws -> Decision.Unfinished? {
    guard let last = try store.lastRun(stage: request.stage, targets: request.targets), last.status != .ok else {
      return nil
    }
    return Decision.Unfinished(run: last.name.id, status: last.status)
  }
}
