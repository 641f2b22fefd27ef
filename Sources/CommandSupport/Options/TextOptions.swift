import ArgumentParser

/// How the files of `--input` become text: flags of every tool that reads texts.
package struct TextOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The inputs are JSON Lines: the member that holds each document's text, as in --text-field text.",
      valueName: "name"))
  package var textField: String?

  @Flag(name: .long, help: "With --text-field: leave lines out that hold no such text, and say how many.")
  package var skipDamaged = false

  @Flag(name: .long, help: "Take the bytes of every input as they are: nothing is unpacked or refused.")
  package var raw = false

  package init() {}

  package mutating func validate() throws {
    guard textField == nil || !raw else { throw ValidationError("Give --text-field or --raw, not both.") }
  }

  /// Checks that lines are read at all where some of them may be left out.
  ///
  /// - Parameter other: what makes lines of the input in another way, if something does
  /// - Throws: `ValidationError`
  package func checkSkipping(or other: (flag: String, isGiven: Bool)? = nil) throws {
    guard skipDamaged, textField == nil, other?.isGiven != true else { return }
    throw ValidationError("--skip-damaged goes with --text-field\(other.map { " or \($0.flag)" } ?? "").")
  }
}
