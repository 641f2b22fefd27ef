import Formats
import Messages

/// The processes that computed a run together. They take no part in the key: the result is the same for any number.
package struct RecordedRanks: Sendable, Equatable {
  /// The machine of each, by rank.
  package var hosts: [String]
  /// What started them: "Open MPI's mpirun".
  package var launcher: String
  /// What carried their messages: "Open MPI v4.1.4, …"; nil for accelerators, whose plugins do.
  package var library: String?
  /// The launcher's own name for the job; nil if it gives none.
  package var job: String?

  package init(hosts: [String], launcher: String, library: String?, job: String?) {
    (self.hosts, self.launcher, self.library, self.job) = (hosts, launcher, library, job)
  }

  /// How many there were.
  package var count: Int { hosts.count }

  /// In a few words: "8 ranks on 2 hosts, Open MPI's mpirun".
  package var title: String {
    let machines = Units.counted(Set(hosts).count, "host")
    return "\(Units.counted(count, "rank")) on \(machines), \(Printable.line(launcher))"
  }
}

// MARK: In receipts

extension RecordedRanks {
  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "hosts": .array(hosts.map { .string($0) }), "launcher": .string(launcher),
    ]
    members["library"] = library.map { .string($0) }
    members["job"] = job.map { .string($0) }
    return .object(members)
  }

  init(_ members: ReceiptMembers) throws {
    self.init(
      hosts: try members.texts("hosts"), launcher: try members.text("launcher"),
      library: try members.ifPresent("library") { try members.text($0) },
      job: try members.ifPresent("job") { try members.text($0) })
  }
}
