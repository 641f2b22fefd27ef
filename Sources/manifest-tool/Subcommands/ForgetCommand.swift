import ArgumentParser
import CommandSupport
import Formats
import Manifest
import Messages

/// `manifest forget PATH…`: notes that files which a person removed are gone on purpose.
struct ForgetCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Record that files you removed are gone on purpose.",
    discussion: """
      `manifest verify` no longer misses them, and what was made from them stays up to date. A file that is still \
      there is refused; `manifest clean PATH` removes it.

      Example: manifest forget encoded
      """)

  @Argument(help: "The files, or directories that they were in.", completion: .file())
  var paths: [String]

  @OptionGroup var options: ManifestOptions

  mutating func perform() throws {
    let store = try ManifestStore(existing: try options.location())
    Question.name(try store.ingestPending().unreadable)
    let gone = try store.goneFiles(at: paths)
    var noted: [String] = []
    if !gone.isEmpty {
      var record = try RemovalRecord(
        RemovalRecord.forget, in: store, arguments: Arguments.all, toolVersion: ToolVersion.current)
      noted = try record.remove([], gone: gone).removed
    }
    if options.json {
      options.show(["forgotten": .array(noted.map { .string($0) })])
    } else {
      Terminal.result(
        noted.isEmpty
          ? "nothing is missing there without a record"
          : "\(Units.grouped(noted.count)) \(noted.count == 1 ? "file" : "files") noted as removed on purpose")
    }
  }
}
