import ArgumentParser

/// A shell's completions of a tool, as ArgumentParser makes them.
///
/// Its scripts offer the flags of a subcommand only behind the subcommand's name. A tool that does something without
/// one is mostly typed without it: a line that begins with a flag is to be read as if the name stood there.
enum CompletionScript {
  /// The script for a shell; nil for a shell that ArgumentParser does not know.
  static func text(of tool: any ToolCommand.Type, shell name: String) -> String? {
    guard let shell = CompletionShell(rawValue: name) else { return nil }
    let script = tool.completionScript(for: shell)
    guard let usual = tool.configuration.defaultSubcommand?.configuration.commandName else { return script }
    return inserting(usual, into: script, of: tool.tool, shell: name)
  }

  /// The script with a line behind the one that takes the words from the shell.
  private static func inserting(_ usual: String, into script: String, of tool: String, shell: String) -> String {
    var lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let begin = lines.firstIndex { $0 == "_\(tool)() {" } ?? lines.startIndex
    let mark = marks[shell] ?? ""
    guard let place = lines[begin...].firstIndex(where: { $0.contains(mark) }) else { return script }
    lines.insert(insertion(usual, shell: shell), at: place + 1)
    return lines.joined(separator: "\n")
  }

  private static let marks = [
    "bash": "local -a unparsed_words=", "zsh": "unsetopt aliases banghist", "fish": "set -l unparsed_tokens (",
  ]

  private static func insertion(_ usual: String, shell: String) -> String {
    switch shell {
    case "bash":
      #"    if [[ "${unparsed_words[0]}" == -* ]]; then unparsed_words=(\#(usual) "${unparsed_words[@]}"); fi"#
    case "zsh":
      """
          if [[ "${words[2]}" == -* ]]; then
              words=("${words[1]}" \(usual) "${(@)words[2,-1]}")
              (( CURRENT++ ))
          fi
      """
    default:
      """
          if string match -q -- '-*' "$unparsed_tokens[2]"
              or begin; test (count $unparsed_tokens) -eq 1; and string match -q -- '-*' (commandline -t); end
              set unparsed_tokens $unparsed_tokens[1] \(usual) $unparsed_tokens[2..]
          end
      """
    }
  }
}
