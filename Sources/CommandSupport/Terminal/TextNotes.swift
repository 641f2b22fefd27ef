import Messages

/// What a person should know of texts that are given to a tool.
package enum TextNotes {
  /// A note of the files of directories that were left out.
  package static func say(_ tool: String, leftOut files: [String]) {
    guard let first = files.first else { return }
    let others = files.count == 1 ? "" : " and \(Units.grouped(files.count - 1)) more"
    Terminal.note(
      "\(tool): left out what is no text: \(Printable.path(first))\(others); name a file by itself with --raw to take it",
      .warning)
  }

  /// A note of the lines of JSON that were left out.
  package static func say(_ tool: String, damagedLines count: Int) {
    guard count > 0 else { return }
    Terminal.note("\(tool): left out \(Units.grouped(count)) damaged \(count == 1 ? "line" : "lines")", .warning)
  }
}
