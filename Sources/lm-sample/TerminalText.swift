import CommandSupport

/// Makes text from a model safe to show on a terminal.
///
/// A model can emit any character, so also the sequences by which a terminal changes its title, its colours or what
/// was printed before. They are shown instead of obeyed. Text that goes to a file or a pipe stays as it is.
enum TerminalText {
  /// `text` with every control character but newline and tab written as an escape such as `\u{1B}`.
  static func visible(_ text: String) -> String {
    var result = ""
    var line = ""
    for scalar in text.unicodeScalars {
      if scalar == "\n" || scalar == "\t" {
        result += OneLine.escaped(line) + String(scalar)
        line = ""
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    return result + OneLine.escaped(line)
  }
}
