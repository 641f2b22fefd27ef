import Foundation

/// Things that stand where files are expected.
enum Placed: CaseIterable, Sendable {
  case folder, pipe, socket, device, danglingLink, linkToItself

  private struct Refused: Error { var code = errno }

  /// Puts one at a path where nothing is.
  func put(_ path: String) throws {
    let result =
      switch self {
      case .folder: mkdir(path, 0o700)
      case .pipe: mkfifo(path, 0o600)
      case .socket: mknod(path, S_IFSOCK | 0o600, 0)
      case .device: symlink("/dev/zero", path)
      case .danglingLink: symlink("nowhere", path)
      case .linkToItself: symlink(path, path)
      }
    guard result == 0 else { throw Refused() }
  }

  /// What messages say of it.
  var words: String {
    switch self {
    case .folder: "is a directory"
    case .pipe: "is a pipe"
    case .socket: "is a socket"
    case .device: "is a device"
    case .danglingLink: "is a link that leads nowhere"
    case .linkToItself: "is a link that leads to itself"
    }
  }
}
