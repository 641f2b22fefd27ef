import CSystem
import Formats
import Messages
import Platform

/// The words of the command line, and the other texts that a process starts with, as bytes.
///
/// Paths are texts here, and texts are UTF-8. A name that is not would be changed on the way and lead to another file,
/// or to none: it is refused before anything is done.
package enum Arguments {
  /// The command line, the program's name first.
  package static let all: [String] = raw ?? CommandLine.arguments

  /// As the system gave it; nil where it did not.
  private static let raw: [String]? = {
    let words = (0..<lp_argument_count()).compactMap { lp_argument($0) }.map { String(cString: $0) }
    return words.isEmpty ? nil : words
  }()

  /// Looks at the arguments, the variables that hold paths, and the working directory.
  /// - Throws: `ToolFailure.usage` for the first that is not UTF-8.
  static func check() throws {
    for index in 0..<lp_argument_count() {
      guard let word = lp_argument(index), let found = invalidUTF8(word) else { continue }
      throw ToolFailure.usage(
        "argument \(index), '\(found)', is not UTF-8; rename what it names, or give it in another way")
    }
    for name in ["LETTERPRESS_MANIFEST", "LETTERPRESS_ISA", "LETTERPRESS_PLUGINS"] {
      guard let value = getenv(name), let found = invalidUTF8(value) else { continue }
      throw ToolFailure.usage("\(name): '\(found)' is not UTF-8; give another value")
    }
    guard let folder = realpath(".", nil) else { return }
    defer { free(folder) }
    if let found = invalidUTF8(folder) {
      throw ToolFailure.usage("the working directory, '\(found)', has a name that is not UTF-8; rename it")
    }
  }

  /// The text with the bytes that are not UTF-8 as `\xFF`; nil if it is UTF-8.
  private static func invalidUTF8(_ text: UnsafePointer<CChar>) -> String? {
    if String(validatingCString: text) != nil { return nil }
    let bytes = UnsafeBufferPointer(start: text, count: strlen(text)).map(UInt8.init(bitPattern:))
    return Printable.bytes(bytes)
  }
}
