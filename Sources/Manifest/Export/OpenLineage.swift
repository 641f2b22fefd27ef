import Formats

/// Runs as events of OpenLineage 2-0-2 (https://openlineage.io), an exchange format of data catalogues.
///
/// A run is a START event and, once it has ended, a COMPLETE, FAIL or ABORT event. A stage is a job; a file is a dataset
/// of the namespace `file`, named by its absolute path, whose version is the SHA-256 of its content.
package struct OpenLineage: Sendable {
  /// The namespace of the jobs.
  package let namespace: String
  private let location: ManifestLocation

  private static let core = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"

  /// Prepares to tell of runs.
  /// - Parameters:
  ///   - location: Where the manifest is, whose folder relative paths start from.
  ///   - namespace: The namespace of the jobs.
  package init(_ location: ManifestLocation, namespace: String) {
    self.location = location
    self.namespace = namespace
  }

  /// The events of a run, in their order in time.
  package func events(of run: RunFacts) -> [JSONValue] {
    let start = event("START", at: run.start, run, ended: false)
    guard let type = Self.ending(run.status) else { return [start] }
    // Of a killed run nobody noted the end.
    return [start, event(type, at: run.end ?? run.start, run, ended: true)]
  }

  private static func ending(_ status: RunStatus) -> String? {
    switch status {
    case .running: nil
    case .ok: "COMPLETE"
    case .failed: "FAIL"
    case .interrupted, .lost: "ABORT"
    }
  }

  private func event(_ type: String, at time: Timestamp, _ run: RunFacts, ended: Bool) -> JSONValue {
    [
      "eventType": .string(type), "eventTime": .string(time.text), "producer": .string(producer(run)),
      "schemaURL": .string(Self.core),
      "run": ["runId": .string(run.name.id), "facets": .object(facets(of: run, ended: ended))],
      "job": [
        "namespace": .string(namespace), "name": .string(run.name.stage),
        "facets": [
          "jobType": facet(
            "2-0-4/JobTypeJobFacet", run,
            ["processingType": "BATCH", "integration": "LETTERPRESS", "jobType": "COMMAND"])
        ],
      ],
      "inputs": .array(run.inputs.filter { $0.path != "-" }.map { dataset($0, run) }),
      "outputs": .array(ended ? run.outputs.map { output($0, run) } : []),
    ]
  }

  /// What made the events, as a package URL.
  private func producer(_ run: RunFacts) -> String { "pkg:generic/letterpress@\(run.toolVersion)" }

  private func facet(_ schema: String, _ run: RunFacts, _ members: [String: JSONValue]) -> JSONValue {
    var members = members
    let name = schema.split(separator: "/").last.map(String.init) ?? schema
    members["_producer"] = .string(producer(run))
    members["_schemaURL"] = .string("https://openlineage.io/spec/facets/\(schema).json#/$defs/\(name)")
    return .object(members)
  }

  private func facets(of run: RunFacts, ended: Bool) -> [String: JSONValue] {
    var facets: [String: JSONValue] = [
      "processing_engine": facet(
        "1-1-1/ProcessingEngineRunFacet", run, ["name": "Letterpress", "version": .string(run.toolVersion)]),
      "tags": facet("1-0-0/TagsRunFacet", run, ["tags": .array(tags(of: run).map(tag))]),
    ]
    if ended, let error = run.error {
      facets["errorMessage"] = facet(
        "1-0-1/ErrorMessageRunFacet", run, ["message": .string(error), "programmingLanguage": "Swift"])
    }
    return facets
  }

  private func tags(of run: RunFacts) -> [(String, String)] {
    var tags = [("reason", run.reason), ("because", run.because), ("config", run.configuration.canonical)]
    if let key = run.name.key { tags.append(("key", key.hex)) }
    if let seed = run.seed { tags.append(("seed", seed)) }
    if let continues = run.continues { tags.append(("continues", continues)) }
    if let device = run.device { tags.append(("device", device.json.canonical)) }
    if let ranks = run.ranks { tags.append(("ranks", ranks.json.canonical)) }
    if let note = run.note { tags.append(("note", note)) }
    return tags
  }

  private func tag(_ tag: (String, String)) -> JSONValue {
    ["key": .string(tag.0), "value": .string(tag.1), "source": "LETTERPRESS"]
  }

  private func dataset(_ file: RunFacts.File, _ run: RunFacts) -> JSONValue {
    .object(members(file, run))
  }

  private func output(_ file: RunFacts.File, _ run: RunFacts) -> JSONValue {
    var members = members(file, run)
    if let bytes = file.bytes {
      members["outputFacets"] = [
        "outputStatistics": facet(
          "1-0-2/OutputStatisticsOutputDatasetFacet", run, ["size": .integer(Int64(bytes)), "fileCount": 1])
      ]
    }
    return .object(members)
  }

  private func members(_ file: RunFacts.File, _ run: RunFacts) -> [String: JSONValue] {
    var members: [String: JSONValue] = ["namespace": "file", "name": .string(location.resolved(file.path))]
    if let identity = file.identity {
      members["facets"] = [
        "version": facet("1-0-1/DatasetVersionDatasetFacet", run, ["datasetVersion": .string(identity.hex)])
      ]
    }
    return members
  }
}
