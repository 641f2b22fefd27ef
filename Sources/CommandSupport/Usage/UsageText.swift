import Messages

/// What a tool says of a command line that it cannot take: one line.
struct UsageText {
  private let scan: WordScan
  /// What ArgumentParser says, which stops at the first thing that it misses.
  private let parsers: String

  init(_ scan: WordScan, parsers: String) { (self.scan, self.parsers) = (scan, parsers) }

  /// The line, without the tool's name. Words that there are not come before those that are missing.
  var line: String {
    if let wrong = wrongCommand ?? wrongFlags ?? misplaced { return wrong }
    if let value = InvalidValue(parsers, scan) { return value.text }
    if !scan.missing.isEmpty { return missing }
    return parsers.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
  }

  // MARK: Commands

  private var wrongCommand: String? {
    for mistake in scan.mistakes {
      if case .unknownCommand(let word) = mistake { return unknownCommand(word) }
    }
    return nil
  }

  private func unknownCommand(_ word: String) -> String {
    let found = "unknown command \(Self.quoted(word))"
    let names = scan.root.commands.map(\.name).filter { $0 != "help" }
    if let use = FamiliarNames.command(word.lowercased(), of: scan.root.name) { return "\(found); use \(use)" }
    if scan.command.flag("--\(word)") != nil { return "\(found); did you mean --\(word)?" }
    if let nearest = NearestNames.to(word.lowercased(), among: names).first {
      return "\(found); did you mean \(scan.root.name) \(nearest)?"
    }
    if scan.root.defaultCommand != nil, word.contains(where: { "/.".contains($0) }) {
      return "unexpected \(Self.quoted(word)); \(followsFlag)"
    }
    return "\(found); \(scan.root.name) has \(Self.list(names, last: "and"))"
  }

  // MARK: Flags

  private var wrongFlags: String? {
    let unknown = scan.mistakes.compactMap { mistake in
      if case .unknownFlag(let word) = mistake { UnknownFlag(word, in: scan) } else { nil }
    }
    guard let first = unknown.first else { return nil }
    guard unknown.count > 1 else { return "unknown flag \(first.word); \(behindCommand ?? first.advice)" }
    return "unknown flags: " + unknown.map { "\($0.word) (\($0.advice))" }.joined(separator: ", ")
  }

  /// Where a flag of a subcommand stands before its name.
  private var behindCommand: String? {
    guard scan.command.name == scan.root.name else { return nil }
    for mistake in scan.mistakes {
      if case .lateCommand(let name) = mistake { return "flags follow the command: \(scan.root.name) \(name) …" }
    }
    return nil
  }

  // MARK: Words and values

  private var misplaced: String? {
    switch scan.mistakes.first {
    case .lateCommand(let name): "\(Self.quoted(name)) comes first: \(scan.root.name) \(name) …"
    case .missingValue(let flag, let next): missingValue(flag, next)
    case .extraValue(let flag): "\(flag) takes no value; leave what follows the = out"
    case .unexpected(let word, let flag, let text): unexpected(word, after: flag, text)
    default: nil
    }
  }

  private func missingValue(_ flag: String, _ next: String?) -> String {
    let argument = scan.command.flag(flag)
    let form = "\(flag) <\(argument?.valueName ?? "value")>"
    guard let next else { return "\(flag) needs a value: \(form)" }
    return "\(flag) needs a value: \(form); if \(Self.quoted(next)) is meant, write "
      + ShellWord.quoted("\(flag)=\(next)")
  }

  private func unexpected(_ word: String, after flag: String?, _ text: [String]) -> String {
    let found = "unexpected \(Self.quoted(word))"
    if let flag, scan.command.flag(flag)?.valueName == "text" {
      return "\(found); put a text of several words in quotes: \(flag) "
        + ShellWord.quoted(text.joined(separator: " "))
    }
    if let flag { return "\(found); \(flag) takes one value" }
    if word == "help" || scan.command.flag("--\(word)") != nil { return "\(found); did you mean --\(word)?" }
    guard scan.command.words.isEmpty else {
      return "\(found); \(scan.title) takes \(scan.command.words.map { "one \($0.name)" }.joined(separator: " and "))"
    }
    return "\(found); \(followsFlag)"
  }

  private var followsFlag: String {
    let option = scan.command.flags.first { $0.values != .none }
    guard let option else { return "\(scan.title) takes flags only" }
    return "a value follows its flag, such as \(option.name) <\(option.valueName)>"
  }

  // MARK: What is missing

  private var missing: String {
    let missing = scan.missing
    guard missing.count == 1 else {
      let forms = missing.map { $0.names.isEmpty ? $0.name : "\($0.name) <\($0.valueName)>" }
      return "\(Self.list(forms, last: "and")) are missing; \(scan.title) --help explains them"
    }
    return "\(missing[0].name) is missing: \(Self.clause(missing[0].help))"
  }

  // MARK: Parts of sentences

  /// A word of the line, for a message.
  static func quoted(_ word: String) -> String { "'\(Printable.brief(word))'" }

  /// "one, two and three".
  static func list(_ items: [String], last: String) -> String {
    guard items.count > 1 else { return items.first ?? "" }
    return "\(items.dropLast().joined(separator: ", ")) \(last) \(items[items.count - 1])"
  }

  /// A sentence as the end of another.
  private static func clause(_ sentence: String) -> String {
    let text = sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...]
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
