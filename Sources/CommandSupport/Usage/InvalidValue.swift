import Messages

/// A value that its flag cannot take, as ArgumentParser has found it.
struct InvalidValue {
  private let argument: ToolSurface.Argument
  private let value: String

  /// Finds the value that ArgumentParser's message is about; nil if it is about something else.
  init?(_ message: String, _ scan: WordScan) {
    for (argument, values) in scan.given {
      for value in values where message.hasPrefix("The value '\(value)' is invalid for '\(argument.name) ") {
        (self.argument, self.value) = (argument, value)
        return
      }
    }
    return nil
  }

  /// What was found, what was expected, and what to write.
  var text: String { "\(argument.name) \(Printable.brief(value)): must be \(expected)\(suggestion)" }

  private var expected: String {
    guard argument.choices.isEmpty else { return UsageText.list(argument.choices, last: "or") }
    switch argument.valueName {
    case "n", "k", "i", "seed": return "a whole number"
    case "x", "p", "seconds", "megabytes": return "a number"
    case "bytes": return "an amount such as 80GB or 16GiB"
    case "range": return "a part, as 5, or a range of parts, as 3-7 or 4-999:8"
    default: return "a <\(argument.valueName)>: \(argument.help)"
    }
  }

  private var suggestion: String {
    if let choice = NearestNames.to(value.lowercased(), among: argument.choices).first {
      return "; did you mean \(choice)?"
    }
    guard ["n", "k", "seed"].contains(argument.valueName), let number = Self.wholeNumber(value) else { return "" }
    return "; write \(number)"
  }

  /// What `10k`, `1e4`, `10_000`, `10,000` and `10000.0` mean.
  static func wholeNumber(_ text: String) -> Int? {
    let factors: [Character: Double] = ["k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "G": 1e9, "B": 1e9]
    let factor = text.last.flatMap { factors[$0] }
    let digits = (factor == nil ? text[...] : text.dropLast()).filter { $0 != "," && $0 != "_" }
    guard let number = Double(digits), number.isFinite else { return nil }
    return Int(exactly: number * (factor ?? 1))
  }
}
