import Platform

/// What a search sees of the system: tests give another.
package struct SearchEnvironment: Sendable {
  /// A variable of the environment.
  package var variable: @Sendable (String) -> String?
  /// Whether there is a file that can be read.
  package var isFile: @Sendable (String) -> Bool
  /// A path without symbolic links.
  package var resolved: @Sendable (String) -> String
  /// The program that started this process; nil where the system does not say.
  package var parent: String?

  /// A system of the caller's.
  package init(
    variable: @escaping @Sendable (String) -> String?, isFile: @escaping @Sendable (String) -> Bool,
    resolved: @escaping @Sendable (String) -> String, parent: String?
  ) {
    (self.variable, self.isFile, self.resolved, self.parent) = (variable, isFile, resolved, parent)
  }

  /// This system.
  package static let system = SearchEnvironment(
    variable: environmentVariable,
    isFile: isReadableFile,
    resolved: { path in
      guard let resolved = realpath(path, nil) else { return path }
      defer { free(resolved) }
      return String(cString: resolved)
    },
    parent: linkTarget("/proc/\(getppid())/exe"))

  private static func linkTarget(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &bytes, bytes.count)
    guard count > 0, count < bytes.count else { return nil }
    return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
