import Messages

/// What went wrong with the manifest or its receipts, with the way out.
package enum ManifestError: DescribedError, CategorizedError, Equatable {
  case database(path: String, DatabaseProblem)
  /// A receipt, or a folder of receipts.
  case receipt(path: String, ReceiptProblem)
  /// Another run is making this file.
  case underway(path: String, run: String, pid: Int)
  /// No run has read or written this path.
  case unknownPath(path: String, manifest: String)
  /// A file that was to be noted as removed is there.
  case stillThere(path: String)
  /// No run, or more than one, has an id that starts so.
  case unknownRun(prefix: String, matches: Int)

  /// Whether only another run at work stands in the way: nothing was written.
  package var isConcurrentRun: Bool {
    if case .underway = self { true } else { false }
  }

  /// Whether the manifest could not be written: a copy in memory may still answer.
  package var isUnwritable: Bool {
    if case .database(_, .unwritable) = self { true } else { false }
  }

  /// The kind of failure, which decides the exit code.
  package var category: ErrorCategory {
    switch self {
    case .database(_, let problem): problem.category
    case .receipt: .badData
    case .stillThere: .usage
    case .underway: .busy
    case .unknownPath, .unknownRun: .missing
    }
  }

  /// One line: where, what, what was expected, what to do next.
  package var message: Message {
    switch self {
    case .database(let path, let problem):
      "\(Printable.path(path)): \(problem.message)"
    case .receipt(let path, let problem):
      "\(Printable.path(path)): \(problem.message)"
    case .underway(let path, let run, let pid):
      "\(Printable.path(path)): \(run) (process \(pid)) is making it; "
        + "wait for its end, then run the same command again"
    case .unknownPath(let path, let manifest):
      "\(Printable.path(path)): no recorded run has read or written it; "
        + "see what is known with `sqlite3 \(Printable.path(ShellWord.quoted(manifest))) 'select * from artifacts'`"
    case .stillThere(let path):
      "\(Printable.path(path)): is still there; remove it with "
        + "`manifest clean \(Printable.path(ShellWord.quoted(path)))`, or remove it yourself first"
    case .unknownRun(let prefix, let matches):
      matches == 0
        ? "run \(Printable.quoted(prefix)): no such run; see `manifest log`"
        : "run \(Printable.quoted(prefix)): \(matches) runs begin so; write more of its id (see `manifest log`)"
    }
  }
}
