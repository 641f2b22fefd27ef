import ArgumentParser
import Formats

/// The commands of a tool with their flags, as they are declared.
///
/// ArgumentParser tells them only as JSON, and to make it takes milliseconds: this is for command lines that are wrong,
/// manual pages and tests, not for every start.
package struct ToolSurface {
  /// A flag, an option with its value, or a word that needs none.
  package struct Argument {
    /// How many of the following words are its values.
    package enum Values { case none, one, anyOne, many }

    /// As they are typed, `--input`; none for a word by its place.
    package let names: [String]
    package let values: Values
    package let isOptional: Bool
    package let isRepeating: Bool
    /// What stands for the value in the help.
    package let valueName: String
    /// The help's sentences.
    package let help: String
    /// The values that there are; none if there are others.
    package let choices: [String]
    /// How a shell completes the value: `file`, `directory`, `list`; nil if it cannot.
    package let completion: String?
    /// The heading above it in the help.
    package let section: String?

    /// The name that the help gives first.
    package var name: String { names.first ?? "<\(valueName)>" }
  }

  /// A tool, or a subcommand of it.
  package struct Command {
    package let name: String
    package let abstract: String
    package let discussion: String
    /// The subcommand that runs where none is named.
    package let defaultCommand: String?
    package let commands: [Command]
    package let arguments: [Argument]

    /// The flags and options.
    package var flags: [Argument] { arguments.filter { !$0.names.isEmpty } }
    /// The words that are told apart by their place.
    package var words: [Argument] { arguments.filter(\.names.isEmpty) }

    /// The flag of this name.
    package func flag(_ name: String) -> Argument? { arguments.first { $0.names.contains(name) } }
    /// The subcommand of this name.
    package func command(_ name: String) -> Command? { commands.first { $0.name == name } }
  }

  /// The tool.
  package let root: Command

  /// What a tool declares.
  /// - Throws: `JSONProblem`, which would be a fault of ArgumentParser's.
  package init(of tool: any ParsableCommand.Type) throws {
    self.init(json: try JSONValue(parsing: Array(tool._dumpHelp().utf8)))
  }

  init(json: JSONValue) { root = Command(json["command"] ?? [:]) }
}

extension ToolSurface.Command {
  fileprivate init(_ json: JSONValue) {
    name = json["commandName"]?.string ?? ""
    abstract = json["abstract"]?.string ?? ""
    discussion = json["discussion"]?.string ?? ""
    defaultCommand = json["defaultSubcommand"]?.string
    commands = (json["subcommands"]?.array ?? []).map(Self.init)
    // A hidden one is for the tool itself, when it starts itself again.
    arguments = (json["arguments"]?.array ?? []).filter { $0["shouldDisplay"]?.bool != false }
      .map(ToolSurface.Argument.init)
  }
}

extension ToolSurface.Argument {
  fileprivate init(_ json: JSONValue) {
    let preferred = json["preferredName"].map(Self.word)
    let names = (json["names"]?.array ?? []).map(Self.word)
    self.names = names.filter { $0 == preferred } + names.filter { $0 != preferred }
    values = Self.values(kind: json["kind"]?.string, strategy: json["parsingStrategy"]?.string)
    isOptional = json["isOptional"]?.bool ?? false
    isRepeating = json["isRepeating"]?.bool ?? false
    valueName = json["valueName"]?.string ?? ""
    help = json["abstract"]?.string ?? ""
    choices = (json["allValues"]?.array ?? []).compactMap(\.string)
    completion = json["completionKind"]?.object?.keys.first
    section = json["sectionTitle"]?.string
  }

  private static func word(_ json: JSONValue) -> String {
    (json["kind"]?.string == "long" ? "--" : "-") + (json["name"]?.string ?? "")
  }

  private static func values(kind: String?, strategy: String?) -> Values {
    switch (kind, strategy) {
    case ("flag", _): .none
    case (_, "upToNextOption"): .many
    case (_, "unconditional"): .anyOne
    default: .one
    }
  }
}
