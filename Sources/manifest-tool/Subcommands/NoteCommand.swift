import ArgumentParser
import CommandSupport
import Formats
import Manifest

/// `manifest note`: leaves words about a run.
struct NoteCommand: ToolCommand {
  static let tool = ManifestTool.tool
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Set the comment on a run.",
    discussion: """
      The comment is stored in the run's receipt, and so it appears in manifest.db, in `manifest runs` and \
      `manifest log`, and in reports. `lm-train --note` does the same at the start.

      Example: manifest note 01a1fdba-e309 'loss spikes at 2,000; try a longer warm-up'
      """)

  @Argument(help: ArgumentHelp("The run: the beginning of its id.", valueName: "run"))
  var run: String

  @Argument(help: ArgumentHelp("The words; none prints those that are there.", valueName: "text"))
  var words: [String] = []

  @Flag(name: .long, help: "Take the note away.")
  var clear = false

  @OptionGroup var options: ManifestOptions

  mutating func validate() throws {
    if clear, !words.isEmpty { throw ValidationError("Give a text or --clear, not both.") }
  }

  mutating func perform() throws {
    let facts = try options.ask { store in try store.run(id: try store.runID(startingWith: run)) }
    guard let facts else { return }
    let id = facts.name.id
    guard clear || !words.isEmpty else {
      show(facts.note, of: id)
      return
    }
    // A run at work writes its receipt again and knows nothing of words that came from elsewhere.
    guard facts.status != .running else {
      throw ToolFailure.tryAgain(
        "run \(RunID.short(id)) is still at work; note it when it has ended, or start it with lm-train --note")
    }
    let store = try ManifestStore(existing: try options.location())
    show(try store.note(id, clear ? nil : words.joined(separator: " ")).note, of: id)
  }

  private func show(_ note: String?, of id: String) {
    if options.json {
      options.show(["run": .string(id), "note": note.map { .string($0) } ?? .null])
    } else if let note {
      Terminal.result("\(RunID.short(id))  \(note)")
    }
  }
}
