/// The words of a command line, each taken as ArgumentParser takes it, with those that do not fit.
///
/// ArgumentParser stops at the first thing that it misses, and a flag that is spelt wrong is missing: it asks for
/// `--input` where somebody has typed `--inpt`. So a line that it refuses is read once more, for its own words.
struct WordScan {
  /// A word that cannot stand where it does.
  enum Mistake: Equatable {
    /// A flag that the command does not have.
    case unknownFlag(String)
    /// A first word that is no subcommand.
    case unknownCommand(String)
    /// A subcommand behind a flag.
    case lateCommand(String)
    /// An option without its value; `next` is what stands there and may be meant as the value.
    case missingValue(String, next: String?)
    /// A flag with a value that it does not take.
    case extraValue(String)
    /// A word that belongs to nothing; `text` is all that follows the flag before it.
    case unexpected(String, after: String?, text: [String])
  }

  /// The tool.
  let root: ToolSurface.Command
  /// The command that the line means, as people type it.
  private(set) var title: String
  /// What it declares.
  private(set) var command: ToolSurface.Command
  private(set) var mistakes: [Mistake] = []
  /// The flags that were given, each with its values, in their order.
  private(set) var given: [(argument: ToolSurface.Argument, values: [String])] = []
  /// The words that belong to no flag.
  private(set) var words: [String] = []

  private var rest: ArraySlice<String>
  /// The option whose single value was the last word.
  private var filled: (name: String, value: String)?

  /// Reads a line without the tool's name.
  init(_ line: [String], of surface: ToolSurface) {
    (root, command, title, rest) = (surface.root, surface.root, surface.root.name, line[...])
    let isParent = surface.root.commands.contains { $0.name != "help" }
    while isParent, let first = rest.first, let next = command.command(first) {
      (command, title) = (next, "\(title) \(first)")
      rest.removeFirst()
    }
    guard title != "\(root.name) help" else { return }
    if title == root.name, isParent, let first = rest.first, !Self.isFlag(first) {
      mistakes.append(.unknownCommand(rest.removeFirst()))
    }
    if let name = command.defaultCommand, let usual = command.command(name) { command = usual }
    while let word = rest.popFirst() { take(word) }
  }

  /// Whether a word looks like a flag; a dash as word processors make it of two hyphens counts.
  static func isFlag(_ word: String) -> Bool {
    word.count > 1 && ["-", "–", "—"].contains(word.first) && word != "--"
  }

  private mutating func take(_ word: String) {
    if word == "--" {
      words += rest
      rest = []
    } else if Self.isFlag(word) {
      filled = nil
      takeFlag(word)
    } else {
      takeWord(word)
    }
  }

  private mutating func takeFlag(_ word: String) {
    let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let value = halves.count > 1 ? halves[1] : nil
    guard let argument = command.flag(halves[0]) else {
      if !mistakes.contains(.unknownFlag(halves[0])) { mistakes.append(.unknownFlag(halves[0])) }
      // What follows it are its values.
      if value == nil { rest = rest.drop { !Self.isFlag($0) && late($0) == nil } }
      return
    }
    if argument.values == .none, value != nil { mistakes.append(.extraValue(halves[0])) }
    let values = (value.map { [$0] } ?? []) + takeValues(of: argument, hasOne: value != nil)
    if argument.values != .none, values.isEmpty { noteMissingValue(of: halves[0]) }
    if argument.values == .one, value == nil { filled = values.first.map { (halves[0], $0) } }
    given.append((argument, values))
  }

  /// A value that begins with a hyphen is taken for a flag, and is none.
  private mutating func noteMissingValue(of flag: String) {
    let next = rest.first.flatMap { $0.hasPrefix("--") || command.flag($0) != nil ? nil : $0 }
    if next != nil { rest.removeFirst() }
    mistakes.append(.missingValue(flag, next: next))
  }

  /// The subcommand of this name, where the tool has any.
  private func late(_ word: String) -> ToolSurface.Command? {
    root.commands.contains { $0.name != "help" } && word != "help" ? root.command(word) : nil
  }

  private mutating func takeValues(of argument: ToolSurface.Argument, hasOne: Bool) -> [String] {
    switch argument.values {
    case .none: return []
    case .one: return hasOne || rest.first.map(Self.isFlag) ?? true ? [] : [rest.removeFirst()]
    case .anyOne: return hasOne || rest.isEmpty ? [] : [rest.removeFirst()]
    case .many:
      let values = rest.prefix { !Self.isFlag($0) && $0 != "--" }
      rest = rest.dropFirst(values.count)
      return Array(values)
    }
  }

  private mutating func takeWord(_ word: String) {
    let places = command.words
    if places.last?.isRepeating == true || words.count < places.count {
      words.append(word)
    } else if late(word) != nil {
      mistakes.append(.lateCommand(word))
    } else {
      let more = rest.prefix { !Self.isFlag($0) }
      mistakes.append(.unexpected(word, after: filled?.name, text: (filled.map { [$0.value] } ?? []) + [word] + more))
      rest = rest.dropFirst(more.count)
    }
    filled = nil
  }
}

extension WordScan {
  /// What the command needs and the line does not have.
  var missing: [ToolSurface.Argument] {
    let names = Set(given.map(\.argument.name))
    let flags = command.flags.filter { !$0.isOptional && !names.contains($0.name) }
    return flags + command.words.dropFirst(words.count).filter { !$0.isOptional }
  }

  /// The options of one value that stand in the line more than once, each with what it was given.
  var repeated: [(name: String, values: [String])] {
    let single = given.filter { !$0.argument.isRepeating && $0.argument.values != .none }
    let groups = Dictionary(grouping: single, by: \.argument.name).filter { $0.value.count > 1 }
    return groups.map { (name: $0.key, values: $0.value.flatMap(\.values)) }.sorted { $0.name < $1.name }
  }
}
