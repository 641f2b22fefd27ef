import Messages

/// A tool's page for `man`, from what it declares: the same names, values and sentences as its `--help`.
package struct ManualPage {
  private let tool: ToolSurface.Command
  private let version: String

  package init(of surface: ToolSurface, version: String) { (tool, self.version) = (surface.root, version) }

  /// The page in the language of man(7).
  package var text: String {
    let head = ".TH \(Self.plain(tool.name.uppercased())) 1 \"\" \"Letterpress \(version)\" \"Letterpress\""
    // No hyphenation and no stretched lines: commands are to be copied.
    let sections = [name, synopsis, description, options, subcommands, exitStatus, environment, seeAlso]
    return ([head, ".nh", ".ad l"] + sections.joined()).joined(separator: "\n") + "\n"
  }

  private var commands: [ToolSurface.Command] { tool.commands.filter { $0.name != "help" } }
  private var usual: ToolSurface.Command { tool.defaultCommand.flatMap(tool.command) ?? tool }
  private var others: [ToolSurface.Command] { commands.filter { $0.name != tool.defaultCommand } }

  // MARK: Sections

  private var name: [String] {
    let abstract = tool.abstract.hasSuffix(".") ? String(tool.abstract.dropLast()) : tool.abstract
    return [".SH NAME", "\(Self.plain(tool.name)) \\- \(Self.plain(abstract))"]
  }

  private var synopsis: [String] {
    let own = others.isEmpty || tool.defaultCommand != nil ? [form(usual, named: tool.name)] : []
    return [".SH SYNOPSIS"] + (own + others.map { form($0, named: "\(tool.name) \($0.name)") }).joined([".br"])
  }

  private func form(_ command: ToolSurface.Command, named title: String) -> [String] {
    let needed = command.arguments.filter { !$0.isOptional || $0.names.isEmpty }
    let words = needed.map { argument in
      let form = Self.form(argument) + (argument.isRepeating ? " ..." : "")
      return argument.isOptional ? "[\(form)]" : form
    }
    return ["\\fB\(Self.plain(title))\\fR " + (["[\\fIoptions\\fR]"] + words).joined(separator: " ")]
  }

  private var description: [String] { [".SH DESCRIPTION"] + Self.paragraphs(usual.abstract, usual.discussion) }

  private var options: [String] { [".SH OPTIONS"] + Self.list(usual) }

  private var subcommands: [String] {
    guard !others.isEmpty else { return [] }
    return [".SH COMMANDS"]
      + others.flatMap { command in
        [".SS \(Self.plain("\(tool.name) \(command.name)"))"] + Self.paragraphs(command.abstract, command.discussion)
          + Self.list(command)
      }
  }

  private var exitStatus: [String] {
    let codes = [
      ("0", "Done, or nothing to do."), ("3", "The training loss is no longer finite."),
      ("64", "The command line is wrong."), ("65", "An input is not what it must be."),
      ("66", "An input does not exist or may not be read."), ("74", "Reading or writing failed."),
      ("75", "Something is busy or scarce; the same command may work later."),
      ("130, 143", "Stopped by a signal; 143 for TERM."),
    ]
    return [".SH EXIT STATUS"] + codes.flatMap { [".TP", "\\fB\($0.0)\\fR", Self.line($0.1)] }
  }

  private var environment: [String] {
    [
      ".SH ENVIRONMENT", ".TP", "\\fBLETTERPRESS_MANIFEST\\fR",
      "The manifest where no \\fB\\-\\-manifest\\fR names one.",
    ]
  }

  private var seeAlso: [String] {
    let tools = ["bpe-train", "bpe-encode", "shard", "lm-train", "lm-eval", "lm-sample", "manifest", "tell-stories"]
    let pages = tools.filter { $0 != tool.name }.map { "\\fB\(Self.plain($0))\\fR(1)" }
    return [".SH SEE ALSO", pages.joined(separator: ", ")]
  }

  // MARK: Flags

  private static func list(_ command: ToolSurface.Command) -> [String] {
    var section: String?
    return command.arguments.flatMap { argument in
      defer { section = argument.section }
      let heading = argument.section.flatMap { $0 == section ? nil : [".SS \(plain($0))"] } ?? []
      return heading + [".TP", form(argument), line(help(argument))]
    }
  }

  private static func form(_ argument: ToolSurface.Argument) -> String {
    guard !argument.names.isEmpty else { return "\\fI\(plain(argument.valueName))\\fR" }
    let names = argument.names.map { "\\fB\(plain($0))\\fR" }.joined(separator: ", ")
    return argument.values == .none ? names : "\(names) \\fI\(plain(argument.valueName))\\fR"
  }

  private static func help(_ argument: ToolSurface.Argument) -> String {
    guard !argument.choices.isEmpty else { return argument.help }
    return "\(argument.help) One of \(UsageText.list(argument.choices, last: "and"))."
  }

  // MARK: Text

  /// Examples keep their lines.
  private static func paragraphs(_ abstract: String, _ discussion: String) -> [String] {
    let lines = discussion.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return [line(abstract)]
      + (discussion.isEmpty ? [] : [".PP"])
      + lines.flatMap { text in text.isEmpty ? [".PP"] : isExample(text) ? [".br", line(text)] : [line(text)] }
  }

  private static func isExample(_ text: String) -> Bool { text.contains(/^( |[A-Z][a-z]+: +[a-z-]+ )/) }

  /// A line of text: never taken for a command of man(7).
  private static func line(_ text: String) -> String {
    let text = plain(text)
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&\(text)" : text
  }

  private static func plain(_ text: String) -> String {
    text.map { letter in
      switch letter {
      case "\\": "\\e"
      case "-": "\\-"
      case "'": "\\(aq"
      case "`": "\\(ga"
      default: String(letter)
      }
    }.joined()
  }
}

extension [[String]] {
  fileprivate func joined(_ separator: [String]) -> [String] { Array<String>(self.joined(separator: separator)) }
}
