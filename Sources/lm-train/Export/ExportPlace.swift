import CommandSupport
import Formats
import Messages

/// The folder that an export is to become. One with other files in it is never replaced; one with another export only with
/// --force, unless it is the same.
struct ExportPlace {
  private let path: String
  private let isForced: Bool

  /// Looks at what is there.
  ///
  /// - Parameters:
  ///   - path: of the folder
  ///   - files: the names of all files that an export of the kind may have
  ///   - isForced: whether a former export may be replaced
  /// - Throws: `ToolFailure.usage`, or `FormatError` if the folder cannot be read
  init(_ path: String, files: [String], isForced: Bool) throws {
    (self.path, self.isForced) = (path, isForced)
    guard Folder.kind(of: path) == .folder else { return }
    if let foreign = try Folder.names(in: path).first(where: { !files.contains($0) }) {
      throw ToolFailure.usage(
        "\(Printable.path(path)): holds \(Printable.quoted(foreign)), which is not of an export (expected a new or empty "
          + "directory); choose another directory")
    }
  }

  /// Refuses to replace another export.
  ///
  /// - Parameter isSame: whether it is what was just made; asked last, since it reads the whole folder
  /// - Throws: `ToolFailure.usage`, or `FormatError` if the folder cannot be read
  func mayReplace(_ isSame: () throws -> Bool) throws {
    guard try isForced || Folder.names(in: path).isEmpty || isSame() else {
      throw ToolFailure.usage(
        "\(Printable.path(path)): another export is there (expected a new or empty directory); replace it with --force, "
          + "or choose another directory")
    }
  }
}
