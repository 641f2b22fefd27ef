import Messages

/// What a line of a conversation asks for.
enum ConversationCommand: Equatable {
  /// Continue this text.
  case prompt(String)
  /// The last prompt once more, with another seed.
  case again
  case settings
  /// In a chat: forget what was said.
  case newChat
  case set(name: String, value: String)
  case help
  case quit
  case nothing
  /// Something that begins like a command and is none.
  case unknown(String)

  /// Reads a line. Two slashes begin a prompt with one.
  init(_ line: String) {
    if line.allSatisfy(\.isWhitespace) {
      self = .nothing
    } else if line.hasPrefix("//") {
      self = .prompt(String(line.dropFirst()))
    } else if line.hasPrefix("/") {
      self.init(words: line.dropFirst().split(whereSeparator: \.isWhitespace).map(String.init))
    } else {
      self = .prompt(line)
    }
  }

  private init(words: [String]) {
    switch (words.first ?? "", words.count) {
    case ("again", 1): self = .again
    case ("settings", 1): self = .settings
    case ("new", 1): self = .newChat
    case ("help", 1): self = .help
    case ("quit", 1), ("exit", 1): self = .quit
    case ("set", 3): self = .set(name: words[1], value: words[2])
    case ("set", _): self = .unknown("/set needs a name and a value, as in /set temperature 0.5")
    default: self = .unknown("\(Printable.line("/" + words.joined(separator: " "))): no such command; /help lists them")
    }
  }

  /// What `/help` says.
  static let helpLines = [
    "Type a prompt and the model continues it, or a message and it answers; Ctrl-C stops it.",
    "  /again            the last prompt again, with a new seed",
    "  /new              a new conversation: what was said is forgotten",
    "  /settings         shows the settings",
    "  /set NAME VALUE   changes one: temperature, top-k, top-p, max-new-tokens, seed",
    "                    (top-k all: no limit; seed new: a new one for each text)",
    "  /help             this list",
    "  /quit             ends, as Ctrl-D does",
    "  //text            a prompt that begins with a slash",
  ]
}

extension SamplingSettings {
  /// Changes a setting by its name.
  ///
  /// - Returns: what is wrong with the request; nil if it was done
  mutating func set(_ name: String, to value: String) -> String? {
    var changed = self
    let name = name.replacing("_", with: "-")
    switch name {
    case "temperature": changed.temperature = Double(value) ?? .nan
    case "top-p": changed.topP = Double(value) ?? .nan
    case "top-k": changed.topK = value == "all" ? nil : Int(value) ?? 0
    case "max-new-tokens":
      guard let count = Int(value), Self.tokenCounts.contains(count) else {
        return "max-new-tokens: \(Printable.quoted(value)) (expected 1 to \(Self.tokenCounts.upperBound))"
      }
      changed.maxNewTokens = count
    case "seed":
      guard value == "new" || UInt64(value) != nil else {
        return "seed: \(Printable.quoted(value)) (expected 0 to \(UInt64.max), or new)"
      }
      changed.seed = UInt64(value)
    default:
      return "\(Printable.quoted(name)): no such setting (expected temperature, top-k, top-p, max-new-tokens or seed)"
    }
    do {
      _ = try changed.rule()
    } catch {
      return "\(error)"
    }
    self = changed
    return nil
  }

  /// One setting a line.
  var lines: [String] {
    [
      "temperature     \(temperature)", "top-k           \(topK.map(String.init) ?? "all")", "top-p           \(topP)",
      "max-new-tokens  \(maxNewTokens)", "seed            \(seed.map(String.init) ?? "new")",
    ]
  }
}
