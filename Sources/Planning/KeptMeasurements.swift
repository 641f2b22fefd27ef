import Formats
import Messages

/// Measurements of machines in `machine-speed.json` beside a manifest, so that a plan need not measure each time.
///
/// Several machines may share the folder: each finds its own by name, instruction set and threads. The file can be
/// removed at any time, and what cannot be read in it counts as not measured.
package struct KeptMeasurements {
  /// The file's name.
  package static let fileName = "machine-speed.json"

  private let path: String

  /// - Parameter folder: the manifest's
  package init(folder: String) {
    path = FilePath.joined(folder, Self.fileName)
  }

  /// What was measured on such a machine; nil if nothing was.
  package func find(host: String, instructionSet: String, threads: Int) -> MachineMeasurement? {
    all.first { $0.host == host && $0.instructionSet == instructionSet && $0.threads == threads }
  }

  /// Keeps a measurement in place of an earlier one of the same machine.
  ///
  /// - Throws: `FormatError` if the file cannot be written
  package func keep(_ measurement: MachineMeasurement) throws {
    let others = all.filter {
      ($0.host, $0.instructionSet, $0.threads)
        != (measurement.host, measurement.instructionSet, measurement.threads)
    }
    let json: JSONValue = ["machines": .array((others + [measurement]).map(\.json))]
    _ = try AtomicFile.write(Array((json.pretty).utf8), to: path)
  }

  private var all: [MachineMeasurement] {
    guard let file = try? JSONValue(path: path, limit: 1 << 20) else { return [] }
    return (file["machines"]?.array ?? []).compactMap(MachineMeasurement.init(json:))
  }
}

extension MachineMeasurement {
  /// Every number, in GFLOP/s.
  package var json: JSONValue {
    [
      "host": .string(host), "instruction_set": .string(instructionSet), "threads": .integer(Int64(threads)),
      "gflops": .number(peak / 1e9),
      "training": .array(
        points.map { ["width": .integer(Int64($0.width)), "gflops": .number($0.speed / 1e9)] }),
    ]
  }

  /// Reads back what `json` wrote; nil for anything else.
  package init?(json: JSONValue) {
    guard let host = json["host"]?.string, let instructionSet = json["instruction_set"]?.string,
      let threads = json["threads"]?.int, let peak = json["gflops"]?.double, let points = json["training"]?.array
    else { return nil }
    let read = points.compactMap { point -> Point? in
      guard let width = point["width"]?.int, let speed = point["gflops"]?.double else { return nil }
      return Point(width: width, speed: speed * 1e9)
    }
    guard read.count == points.count else { return nil }
    self.init(host: host, instructionSet: instructionSet, threads: threads, peak: peak * 1e9, points: read)
  }
}
