import Formats
import SQLite
import TestSupport

@testable import Manifest

extension TestFolder {
  func location() throws -> ManifestLocation { try ManifestLocation(file("manifest.db")) }
  func store(_ name: String = "manifest.db") throws -> ManifestStore {
    try ManifestStore(creating: ManifestLocation(file(name)))
  }
}

/// Runs that never were, for tests that need rows.
struct Sample: Sendable {
  /// A dead run that is said to be at work: its process number is ours now.
  static func deadRun(in scratch: TestFolder) throws -> RunRecord {
    var run = try Sample(scratch).run(1, "shard", status: .running)
    run.process = .current
    run.process.started = "0"
    return run
  }

  let scratch: TestFolder
  let location: ManifestLocation

  init(_ scratch: TestFolder) throws {
    self.scratch = scratch
    location = try scratch.location()
  }

  /// Two GPUs.
  static let device = RecordedDevice(
    name: "GPU \u{1B}[1m X", count: 2, precision: "bf16", plugin: "/p/cuda.so", pluginVersion: "0.115",
    platform: "cuda", platformVersion: "cuda 13")

  /// Three processes on two machines.
  static let ranks = RecordedRanks(
    hosts: ["a", "b", "a"], launcher: "Open MPI's mpirun", library: "Open MPI v4.1.4", job: "77")

  /// A moment on 2026-11-21, `second` seconds after 08:00 UTC.
  static func time(_ second: Int) -> Timestamp {
    Timestamp(nanoseconds: 1_795_248_000_000_000_000 + Int64(second) * 1_000_000_000)
  }

  /// A run id whose order is its number.
  static func id(_ number: Int) -> String {
    let digits = String(number)
    return "0193abcd-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// The record of a file that lies in the folder.
  func file(
    _ role: String, _ name: String, kind: String? = nil, at second: Int, identity: Digest? = nil
  ) throws -> RecordedFile {
    let path = scratch.file(name)
    let digest = try Digest.ofFile(path)
    let stat = try FileStat.ofExisting(path)
    return RecordedFile(
      role: role, path: location.stored(path), kind: kind, identity: identity ?? digest, fileDigest: digest,
      bytes: Int(stat.size), seen: FileObservation(stat: stat, at: Self.time(second)))
  }

  /// A run that read and made these files.
  func run(
    _ number: Int, _ stage: String, status: RunStatus = .ok, config: JSONValue = [:], seed: UInt64? = nil,
    inputs: [RecordedFile] = [], outputs: [RecordedFile] = [], targets: [String]? = nil
  ) -> RunRecord {
    let key = RunKey.make(stage: stage, semantics: 1, configuration: config, seed: seed, inputs: inputs)
    var run = RunRecord(
      id: Self.id(number), stage: stage, key: key, semantics: 1, configuration: config, seed: seed, reasons: [.new],
      because: "no earlier run made this here", arguments: [stage, "--output", "a b"], toolVersion: "0.1.0",
      process: ProcessIdentity(host: "elsewhere", boot: "b", pid: 7, started: "9"), start: Self.time(number * 10),
      targets: targets ?? outputs.map(\.path), inputs: inputs)
    run.status = status
    run.outputs = outputs
    if status != .running { run.end = Self.time(number * 10 + 4) }
    if status == .ok { run.exitCode = 0 }
    return run
  }
}

extension ManifestStore {
  /// Every row of every table, as text, in an order of its own.
  func dump() throws -> [String] {
    try read { db in
      let tables = ["run", "artifact", "location", "io", "metric", "receipt"]
      return try tables.flatMap { table in
        try db.rows("SELECT * FROM \(table)").map { row in
          "\(table): " + row.texts.map { "\($0.name)=\($0.text ?? "NULL")" }.joined(separator: " ")
        }.sorted()
      }
    }
  }

  func strings(_ sql: String) throws -> [String] { try read { try $0.values(sql) } }
}
