/// Which task of how many a process is: its share of an array that works on many machines.
///
/// A stage with a task never opens the manifest: it writes its receipt, and the next stage that gathers the parts
/// (or `manifest ingest`) reads it.
package struct TaskAssignment: Sendable, Equatable {
  /// Which task this is, from 0.
  package var task: Int
  /// How many there are.
  package var tasks: Int
  /// The engine that started it; nil when only flags said so.
  package var engine: Engine?
  /// The engine's own name for the job, such as `1234_7`; nil if it gives none.
  package var job: String?

  /// An assignment.
  package init(task: Int, tasks: Int, engine: Engine? = nil, job: String? = nil) {
    self.task = task
    self.tasks = tasks
    self.engine = engine
    self.job = job
  }
}
