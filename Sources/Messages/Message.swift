/// A text that names fields, such as `batchSize`, and leaves it to the tool what a person calls them.
///
///     "\(field: "batchSize"): \(found) (expected 1 or more); give another \(field: "batchSize")"
package struct Message: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
  private enum Part: Sendable, Hashable {
    case text(String)
    case field(String)
  }

  /// No two texts stand beside each other: equal messages are equal however they were put together.
  private var parts: [Part] = []

  /// A message that names no field.
  package init(_ text: String) { append(.text(text)) }

  package init(stringLiteral text: String) { append(.text(text)) }

  package init(stringInterpolation: Interpolation) { self = stringInterpolation.message }

  /// The message of an error; its description where it has none.
  package init(of error: any Error) {
    self = (error as? any DescribedError)?.message ?? Message("\(error)")
  }

  /// The text, with each field called as `name` says.
  package func text(calling name: (String) -> String) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .field(let field): name(field)
      }
    }.joined()
  }

  /// The text, with each field called as the modules call it.
  package var description: String { text { $0 } }

  /// What stands before the first of these characters; all of it where there is none.
  package func prefix(before mark: Character) -> Message {
    var result: Message = ""
    for part in parts {
      guard case .text(let text) = part, let end = text.firstIndex(of: mark) else {
        result.append(part)
        continue
      }
      result.append(.text(String(text[..<end])))
      break
    }
    return result
  }

  package static func + (first: Message, second: Message) -> Message {
    var result = first
    for part in second.parts { result.append(part) }
    return result
  }

  private mutating func append(_ part: Part) {
    if case .text("") = part { return }
    if case .text(let text) = part, case .text(let last)? = parts.last {
      parts[parts.count - 1] = .text(last + text)
    } else {
      parts.append(part)
    }
  }

  /// What the literal and its interpolations say.
  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var message: Message = ""

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) { message.append(.text(literal)) }

    /// What may come from a file or a name: nothing in it is obeyed by a terminal, or ends the line.
    package mutating func appendInterpolation(_ value: some Any) {
      message.append(.text(Printable.line("\(value)")))
    }

    package mutating func appendInterpolation(_ other: Message) { message = message + other }

    /// A field, by the name that the module has for it.
    package mutating func appendInterpolation(field: String) { message.append(.field(field)) }

    /// Fields one after another: "heads, contextLength and ropeTheta".
    package mutating func appendInterpolation(fields: [String]) {
      for (index, field) in fields.enumerated() {
        if index > 0 { message.append(.text(index == fields.count - 1 ? " and " : ", ")) }
        message.append(.field(field))
      }
    }
  }
}

/// An error whose text names fields: a tool says the flags for them.
package protocol DescribedError: Error, CustomStringConvertible {
  /// One line: where, what was found, what was expected, what to do next.
  var message: Message { get }
}

extension DescribedError {
  package var description: String { message.description }
}
