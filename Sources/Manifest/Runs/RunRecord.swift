import Engines
import Formats

/// All that is known of one run: what a receipt holds and a row of `run` with its children.
package struct RunRecord: Sendable, Equatable {
  /// The run's id (see `RunID`).
  package var id: String
  /// The stage, by its tool's name.
  package var stage: String
  /// How it ended.
  package var status: RunStatus
  /// The run's key (see `RunKey`); nil where an input's content was not known at the start.
  package var key: Digest?
  /// The version of what the stage computes: raised when the same inputs give other bytes.
  package var semantics: Int
  /// The settings that decide the result, an object.
  package var configuration: JSONValue
  /// The seed, if the stage has one.
  package var seed: UInt64?
  /// Why it ran.
  package var reasons: [RunReason]
  /// Why it ran, in words.
  package var because: String
  /// The run it goes on from (`--resume`).
  package var continues: String?
  /// The command line.
  package var arguments: [String]
  /// The working directory in which it was given, as in `RecordedFile`; nil in records of versions that did not note it.
  package var directory: String?
  /// Letterpress's version.
  package var toolVersion: String
  /// The executable; its digest tells builds of one version apart.
  package var executable: RecordedFile?
  /// The process.
  package var process: ProcessIdentity
  /// The accelerator that computed it; nil for the machine's cores, and in records of versions that did not note it.
  package var device: RecordedDevice?
  /// The processes that computed it together; nil for one alone.
  package var ranks: RecordedRanks?
  /// The place in an array of tasks.
  package var task: TaskAssignment?
  /// When it began.
  package var start: Timestamp
  /// When it ended; nil while running and where nobody was there to say.
  package var end: Timestamp?
  /// The exit code, once ended.
  package var exitCode: Int?
  /// The error's text, where it failed.
  package var error: String?
  /// Words that a person left about it.
  package var note: String?
  /// The outputs it was to make, as given: the place by which "up to date" is recognised.
  package var targets: [String]
  /// What it read, in order.
  package var inputs: [RecordedFile]
  /// What it made and is durable, in order.
  package var outputs: [RecordedFile]
  /// Paths that it removed on purpose, its own or earlier runs'.
  package var pruned: [PrunedPath]
  /// Summary values.
  package var metrics: [RunMetric]

  /// Creates the record of a run that begins now.
  package init(
    id: String, stage: String, key: Digest?, semantics: Int, configuration: JSONValue, seed: UInt64?,
    reasons: [RunReason], because: String, arguments: [String], toolVersion: String, process: ProcessIdentity,
    start: Timestamp, targets: [String], inputs: [RecordedFile]
  ) {
    self.id = id
    self.stage = stage
    status = .running
    self.key = key
    self.semantics = semantics
    self.configuration = configuration
    self.seed = seed
    self.reasons = reasons
    self.because = because
    self.arguments = arguments
    self.toolVersion = toolVersion
    self.process = process
    self.start = start
    self.targets = targets
    self.inputs = inputs
    outputs = []
    pruned = []
    metrics = []
  }
}

extension RunRecord {
  /// How far this run's clock was behind the ids of earlier runs, in nanoseconds; 0 where clocks only go forward.
  ///
  /// Ids grow whatever the clock says (`RunID.make(after:)`). Added to this run's times, the shift puts what it saw
  /// after what earlier runs saw.
  var clockShift: Int64 {
    guard let milliseconds = RunID.milliseconds(id), milliseconds <= RunID.latest else { return 0 }
    // A start is noted a moment after its id is made.
    let (shift, overflow) = Int64(milliseconds * 1_000_000).subtractingReportingOverflow(start.nanoseconds)
    return shift > 1_000_000_000 && !overflow ? shift : 0
  }
}

/// A file that a run removed on purpose.
package struct PrunedPath: Sendable, Equatable {
  /// The path, as in `RecordedFile`.
  package var path: String
  /// When.
  package var at: Timestamp

  /// Creates a record.
  package init(path: String, at: Timestamp) {
    self.path = path
    self.at = at
  }
}

/// One number a run reported.
package struct RunMetric: Sendable, Equatable {
  /// Its name: `loss.valid`.
  package var name: String
  /// The step it belongs to; nil for the whole run.
  package var step: Int?
  /// Its value.
  package var value: Double

  /// Creates a metric.
  package init(name: String, step: Int?, value: Double) {
    self.name = name
    self.step = step
    self.value = value
  }
}
