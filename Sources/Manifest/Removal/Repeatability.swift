import Formats

/// Whether a run could be made again as it was: its inputs are there as it read them, or can be made again themselves.
struct Repeatability {
  private let store: ManifestStore
  private let hasher: ContentHasher
  private var known: [String: String?] = [:]

  init(_ store: ManifestStore, _ hasher: ContentHasher) {
    self.store = store
    self.hasher = hasher
  }

  /// What keeps a run from being made again, in a few words; nil if nothing does.
  mutating func obstacle(to id: String) throws -> String? {
    if let answer = known[id] { return answer }
    // A run that leads back to itself is none.
    known[id] = .some("its inputs were made from it")
    let answer = try find(id)
    known[id] = .some(answer)
    return answer
  }

  private mutating func find(_ id: String) throws -> String? {
    guard let run = try store.run(id: id) else { return "run \(RunID.short(id)) is not recorded" }
    if run.inputs.contains(where: { $0.path == "-" }) { return "its input was standard input" }
    let found = try hasher.inspections(at: run.inputs.map(\.path))
    for (input, inspection) in zip(run.inputs, found) {
      if let content = inspection.content {
        // A task of an array did not hash a large text; its size must do.
        let isSame = input.file.map { $0 == content.fileDigest } ?? (input.bytes == Int(content.seen.stat.size))
        guard !isSame else { continue }
        return "\(input.path) has changed since run \(RunID.short(id)) read it"
      }
      guard let producer = input.producer else { return "\(input.path) is gone, and no run made it" }
      if let obstacle = try obstacle(to: producer.id) { return obstacle }
    }
    return nil
  }
}
