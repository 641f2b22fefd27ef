/// What colours mean: the few that the tools use.
package enum TerminalStyle: Sendable, CaseIterable {
  /// Something failed.
  case error
  /// Something that a person should look at; the work goes on.
  case warning
  /// Done, and well.
  case done
  /// The number that matters.
  case strong
  /// Beside the text that matters: a model's, a person's.
  case quiet

  /// The numbers of ECMA-48's SGR. The eight basic colours: terminals let their user choose them.
  fileprivate var code: Int {
    switch self {
    case .error: 31
    case .warning: 33
    case .done: 32
    case .strong: 1
    case .quiet: 2
    }
  }
}

/// Whether text may be coloured somewhere: the one place that decides, and that knows escape sequences of colours.
package struct TerminalStyles: Sendable, Equatable {
  /// Whether anything is coloured.
  package let areShown: Bool

  /// As the environment asks: `NO_COLOR` and `CLICOLOR_FORCE` (no-color.org, bixense.com/clicolors), `TERM`.
  package init(isTerminal: Bool, environment: (String) -> String?) {
    if let none = environment("NO_COLOR"), !none.isEmpty {
      areShown = false
    } else if let force = environment("CLICOLOR_FORCE"), !force.isEmpty, force != "0" {
      areShown = true
    } else {
      let kind = environment("TERM") ?? "dumb"
      areShown = isTerminal && kind != "dumb" && !kind.isEmpty && environment("CLICOLOR") != "0"
    }
  }

  /// `text`, which has no control characters, in a style.
  package func text(_ text: String, _ style: TerminalStyle) -> String {
    areShown && !text.isEmpty ? "\u{1B}[\(style.code)m\(text)\u{1B}[0m" : text
  }
}
