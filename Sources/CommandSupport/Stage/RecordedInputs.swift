import Formats
import Manifest

/// The inputs of the run that made what lies at a stage's output, by the record: for a stage whose inputs are gone.
///
/// A dataset stays up to date when the parts that it was made from are removed. What the stage's key needs of them is
/// their identity, and that is recorded.
package struct RecordedInputs {
  /// The inputs in their order; those that are gone have the recorded identity.
  package let inputs: [StageInput]
  /// How many are gone, and how many of those without a record of their removal.
  package let goneCount, unnotedCount: Int

  /// Looks the inputs up; nil where no run is recorded, where it read something elsewhere than in `given`, or where
  /// nothing is gone.
  /// - Parameters:
  ///   - tool: The stage.
  ///   - output: An output by which its work is recognised.
  ///   - given: The files and folders that the command line names.
  ///   - options: The common flags.
  ///   - present: The identity of an input that is there.
  /// - Throws: What `present` throws; `ManifestError`.
  package init?(
    tool: String, output: String, given: [String], options: StageOptions, present: (_ path: String) throws -> Digest
  ) throws {
    guard !options.noManifest, let store = try Self.store(options),
      let run = try store.lastGoodRun(stage: tool, targets: [store.location.stored(output)])
    else { return nil }
    let places = given.map { (given: $0, stored: store.location.stored($0)) }
    var inputs: [StageInput] = []
    for file in run.inputs {
      guard let path = Self.path(of: file.path, in: places) else { return nil }
      inputs.append(StageInput(file.role, path: path, identity: file.identity))
    }
    for index in inputs.indices {
      inputs[index].isGone = Folder.kind(of: inputs[index].path) == .nothing
      if !inputs[index].isGone { inputs[index].identity = try present(inputs[index].path) }
    }
    let gone = inputs.indices.filter { inputs[$0].isGone }
    guard !gone.isEmpty, Self.areAll(inputs.map(\.path), in: given) else { return nil }
    let removed = try store.removedContents(of: gone.map { run.inputs[$0].path })
    // Other contents may have been made and removed there since.
    let isOther = gone.contains { index in
      removed[run.inputs[index].path].map { $0 != run.inputs[index].identity } ?? false
    }
    guard !isOther else { return nil }
    self.inputs = inputs
    goneCount = gone.count
    unnotedCount = gone.count { removed[run.inputs[$0].path] == nil }
  }

  private static func store(_ options: StageOptions) throws -> ManifestStore? {
    guard let location = try? ManifestLocation(options.manifestPath), Folder.kind(of: location.path) == .file else {
      return nil
    }
    let store = try options.dryRun ? ManifestStore(copyOf: location) : ManifestStore(existing: location)
    try store.ingestPending()
    return store
  }

  /// A stored path as the command line reaches it.
  private static func path(of stored: String, in places: [(given: String, stored: String)]) -> String? {
    for place in places {
      if stored == place.stored { return place.given }
      let prefix = place.stored == "." ? "" : place.stored + "/"
      if stored.hasPrefix(prefix), !stored.hasPrefix("/") || prefix.hasPrefix("/") {
        return FilePath.joined(place.given, String(stored.dropFirst(prefix.count)))
      }
    }
    return nil
  }

  /// Whether folders hold no shard that is not among the inputs.
  private static func areAll(_ paths: [String], in given: [String]) -> Bool {
    let known = Set(paths)
    return given.filter { Folder.kind(of: $0) == .folder }.allSatisfy { folder in
      let names = (try? Folder.names(in: folder)) ?? []
      return names.filter { TokenType.ofShard(named: $0) != nil && !$0.hasPrefix(".") }
        .allSatisfy { known.contains(FilePath.joined(folder, $0)) }
    }
  }
}
