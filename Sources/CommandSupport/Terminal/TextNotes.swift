import Formats
import Messages

/// What a person should know of texts that are given to a tool.
package enum TextNotes {
  /// A note for each file that looks like something else than text.
  package static func say(_ tool: String, lookingLikeNoText files: [(path: String, format: FileFormat)]) {
    for file in files {
      let bytes =
        switch file.format.content {
        case .encodedText: "its bytes are taken as they are; convert it to UTF-8"
        case .compressed: "its compressed bytes are taken as text; unpack it"
        case .other: "its bytes are taken as text; leave it out"
        }
      Terminal.note(
        "\(tool): \(Printable.path(file.path)) looks like \(file.format.name); \(bytes) if that is not meant",
        .warning)
    }
  }
}
