import Messages

/// Why a file is no plugin that can be used.
package enum PluginError: Error, Equatable, Sendable, DescribedError, CategorizedError {
  /// There is no such file, or no right to read it.
  case unreadable(path: String, words: String)
  /// The system cannot load it as a library.
  case notALibrary(path: String, words: String)
  /// Another library that it needs is not there.
  case lacksLibrary(path: String, words: String)
  /// It is a library, but not of this kind.
  case noSymbol(path: String)
  /// It says that it has no functions.
  case noTable(path: String)
  /// Its table has other functions at the places that are called.
  case version(path: String, found: PluginVersion)
  /// It refused to start.
  case refused(path: String, error: DeviceError)

  package var category: ErrorCategory {
    switch self {
    case .unreadable, .lacksLibrary: .missing
    case .refused(_, let error): error.category
    default: .badData
    }
  }

  package var message: Message {
    switch self {
    case .unreadable(let path, let words):
      "plugin \(Printable.path(path)): \(words) (expected a shared library); give the path of a PJRT plugin"
    case .notALibrary(let path, let words):
      """
      plugin \(Printable.path(path)): the system cannot load it: \(Printable.brief(words, limit: 300)) (expected a \
      shared library for this machine); install the plugin again
      """
    case .lacksLibrary(let path, let words):
      "plugin \(Printable.path(path)): it needs a library: \(Printable.brief(words, limit: 300)); install that one"
    case .noSymbol(let path):
      """
      plugin \(Printable.path(path)): a library without the symbol GetPjrtApi (expected a PJRT plugin); give the path \
      of the plugin itself, such as xla_cuda_plugin.so
      """
    case .noTable(let path):
      "plugin \(Printable.path(path)): GetPjrtApi gave nothing (expected a table of functions); install it again"
    case .version(let path, let found):
      """
      plugin \(Printable.path(path)): PJRT API \(found) (expected \(PluginVersion.oldest) or a later 0.x); install a \
      \(found < .oldest ? "newer" : "matching") plugin
      """
    case .refused(let path, let error):
      "plugin \(Printable.path(path)): " + error.message
    }
  }
}

/// The version of the functions that a plugin offers.
package struct PluginVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let major: Int
  package let minor: Int

  package init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// The oldest that can be used: 0.57 rearranged the table, and 0.81 is the oldest that was tried.
  package static let oldest = PluginVersion(major: 0, minor: 81)

  /// Whether the functions of `CPJRT` are where it says.
  package var isUsable: Bool { major == Self.oldest.major && self >= Self.oldest }

  package static func < (one: PluginVersion, other: PluginVersion) -> Bool {
    (one.major, one.minor) < (other.major, other.minor)
  }

  package var description: String { "\(major).\(minor)" }
}
