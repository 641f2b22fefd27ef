import Formats

/// Where a text is read: in a file of its own, or unpacked in a nameless one, which lasts as long as this does.
enum TextStorage: Sendable, Equatable {
  case file(String)
  case scratch(ScratchFile)

  /// Lends a path to open the text at.
  func open<Value>(_ body: (_ path: String) throws -> Value) rethrows -> Value {
    switch self {
    case .file(let path): try body(path)
    // The compiler may let go of an object after its last use; the path is good while it lives.
    case .scratch(let scratch): try withExtendedLifetime(scratch) { try body(scratch.readPath) }
    }
  }

  static func == (a: TextStorage, b: TextStorage) -> Bool {
    switch (a, b) {
    case (.file(let a), .file(let b)): a == b
    case (.scratch(let a), .scratch(let b)): a === b
    default: false
    }
  }
}
