import Formats

/// What a person should know of texts that are given to a tool.
package enum TextNotes {
  /// A note for each file that looks like something else than text.
  package static func say(_ tool: String, lookingLikeNoText files: [(path: String, kind: String)]) {
    for file in files {
      let bytes =
        file.kind.hasPrefix("UTF-")
        ? "its bytes are taken as they are; convert it to UTF-8" : "its compressed bytes are taken as text; unpack it"
      Terminal.note("\(tool): \(Printable.path(file.path)) looks like \(file.kind); \(bytes) if that is not meant")
    }
  }
}
