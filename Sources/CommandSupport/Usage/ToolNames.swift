import ArgumentParser

/// The names of the tools and their commands, for help and completion.
package enum ToolNames {
  /// The tools that leave receipts.
  package static let stages = ["tell-stories", "bpe-train", "bpe-encode", "shard", "lm-train", "lm-eval", "lm-sample"]

  /// The subcommands of a tool for its help, a line each: the help of a tool that does something without a subcommand
  /// is that of what it does, and ArgumentParser does not list the others there.
  package static func list(_ commands: [any ToolCommand.Type], of tool: String) -> String {
    let names = commands.map { $0.configuration.commandName ?? "" }
    let width = names.map(\.count).max() ?? 0
    let lines = zip(names, commands).map { name, command in
      "  \(name)\(String(repeating: " ", count: width - name.count))  \(command.configuration.abstract)"
    }
    return (["Commands, such as \(tool) \(names.first ?? ""), each with a --help of its own:"] + lines).joined(
      separator: "\n")
  }
}
