import Platform

/// What a search sees of the system: tests give another.
package struct SearchEnvironment: Sendable {
  /// A variable of the environment.
  package var variable: @Sendable (String) -> String?
  /// Whether there is a file that can be read.
  package var isFile: @Sendable (String) -> Bool
  /// The names in a folder; none where it cannot be read.
  package var names: @Sendable (String) -> [String]
  /// The running program's file; nil where the system does not say.
  package var executable: String?

  /// A system of the caller's.
  package init(
    variable: @escaping @Sendable (String) -> String?, isFile: @escaping @Sendable (String) -> Bool,
    names: @escaping @Sendable (String) -> [String], executable: String?
  ) {
    self.variable = variable
    self.isFile = isFile
    self.names = names
    self.executable = executable
  }

  /// This system.
  /// - Parameter executable: The running program's file.
  /// - Returns: What is there now.
  package static func system(executable: String?) -> SearchEnvironment {
    SearchEnvironment(
      variable: environmentVariable,
      isFile: isReadableFile,
      names: { names(in: $0) }, executable: executable)
  }

  private static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
