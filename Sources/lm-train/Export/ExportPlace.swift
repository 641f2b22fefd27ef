import CommandSupport
import Formats
import Messages

/// The folder that an export is to become.
struct ExportPlace {
  private let path: String
  private let files: [String]

  /// - Parameters:
  ///   - path: of the folder
  ///   - files: the names of all files that an export of the kind may have
  init(_ path: String, files: [String]) {
    (self.path, self.files) = (path, files)
  }

  /// A folder with other files in it is never replaced, one with a former export only with --force.
  ///
  /// - Throws: `ToolFailure.usage`, or `FormatError` if the folder cannot be read
  func check(force: Bool) throws {
    let place = Printable.path(path)
    guard Folder.kind(of: path) == .folder else { return }
    let names = try Folder.names(in: path)
    if let foreign = names.first(where: { !files.contains($0) }) {
      throw ToolFailure.usage(
        "\(place): holds \(Printable.quoted(foreign)), which is not of an export (expected a new or empty directory); "
          + "choose another directory")
    }
    guard names.isEmpty || force else {
      throw ToolFailure.usage(
        "\(place): another export is there (expected a new or empty directory); replace it with --force, or choose "
          + "another directory")
    }
  }
}
