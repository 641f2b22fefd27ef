import Formats

/// Where a stage writes: what it must have to itself while it does.
package enum OutputScope: Sendable, Equatable {
  /// Its output files, each of them.
  case files
  /// A folder: nobody else writes there meanwhile.
  case folder(String)
  /// A folder that others may fill at the same time, if they do the same work: `work` names it.
  case sharedFolder(String, work: Digest)
  /// A folder that is replaced as a whole.
  case replacedFolder(String)

  /// The folder that files are written into, if it is one.
  var folder: String? {
    switch self {
    case .folder(let folder), .sharedFolder(let folder, _): folder
    case .files, .replacedFolder: nil
    }
  }
}
