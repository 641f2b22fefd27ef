import Messages

/// Finds plugins: in the folder of `pipelines/install-plugin.sh`, and where Python's packages are.
///
/// In this order: the folder that `LETTERPRESS_PLUGINS` names, or else `letterpress/plugins` in `XDG_DATA_HOME`
/// (`~/.local/share`); `lib/letterpress/plugins` of the prefix where the tools are installed; the packages of an active
/// virtual environment (`VIRTUAL_ENV`, `CONDA_PREFIX`), and of the first `python3` in `PATH`. Python is never started.
package struct PluginSearch {
  private let environment: SearchEnvironment

  package init(_ environment: SearchEnvironment) { self.environment = environment }

  /// The folders that are looked in, in order, whether they exist or not.
  package var places: [PluginPlace] {
    var seen = Set<String>()
    return
      (pluginFolders.map { PluginPlace(path: $0, origin: .pluginFolder) }
      + pythonFolders.map { PluginPlace(path: $0, origin: .python) })
      .filter { seen.insert($0.path).inserted }
  }

  /// All plugins that are there, the preferred ones first.
  package func all() -> [FoundPlugin] { PluginKind.allCases.flatMap { all(of: $0) } }

  /// All plugins of a kind, the one that would be used first.
  package func all(of kind: PluginKind) -> [FoundPlugin] {
    places.flatMap { place in
      roots(in: place, of: kind).flatMap { root in
        kind.libraries.map { FoundPlugin(path: root + "/" + $0, kind: kind, root: root) }
      }
    }.filter { environment.isFile($0.path) }
  }

  /// The plugin that a person means.
  /// - Parameter name: The name of a kind, or the path of a library.
  /// - Returns: The plugin; a path is not looked at.
  /// - Throws: `PluginSearchError`.
  package func find(_ name: String) throws(PluginSearchError) -> FoundPlugin {
    if let kind = PluginKind(rawValue: name) {
      guard let plugin = all(of: kind).first else {
        throw .notInstalled(kind: kind, places: places.map(\.path))
      }
      return plugin
    }
    try Self.check(name)
    return FoundPlugin(path: name)
  }

  /// Whether a name can be one of a device at all: of a kind, or a path.
  /// - Throws: `PluginSearchError.unknown`.
  package static func check(_ name: String) throws(PluginSearchError) {
    guard
      PluginKind(rawValue: name) != nil || name.contains("/") || name.hasSuffix(".so") || name.hasSuffix(".dylib")
    else { throw .unknown(name: name) }
  }

  /// Where the wheels of a kind may have been unpacked: in a folder of their own, or all in one.
  private func roots(in place: PluginPlace, of kind: PluginKind) -> [String] {
    guard place.origin == .pluginFolder else { return [place.path] }
    return kind.installations.map { place.path + "/" + $0 } + [place.path]
  }

  private var pluginFolders: [String] {
    var folders: [String] = []
    if let folder = variable("LETTERPRESS_PLUGINS") {
      folders.append(folder)
    } else if let data = variable("XDG_DATA_HOME") ?? variable("HOME").map({ $0 + "/.local/share" }) {
      folders.append(data + "/letterpress/plugins")
    }
    if let executable = environment.executable, let folder = parent(of: executable), let prefix = parent(of: folder) {
      folders.append((prefix == "/" ? "" : prefix) + "/lib/letterpress/plugins")
    }
    return folders.map(withoutLastSlash)
  }

  private var pythonFolders: [String] {
    let environments = ["VIRTUAL_ENV", "CONDA_PREFIX"].compactMap(variable)
    let path = (variable("PATH") ?? "").split(separator: ":").map(String.init)
    let found = path.first { $0.hasPrefix("/") && environment.isFile($0 + "/python3") }.flatMap(parent(of:))
    // Where /bin is the same as /usr/bin.
    let python = found == "/" ? "/usr" : found
    let prefixes = environments + (python.map { $0 == "/usr" ? [$0 + "/local", $0] : [$0] } ?? [])
    let user = python == nil ? [] : [variable("HOME").map { $0 + "/.local" }].compactMap(\.self)
    return (prefixes + user).map(withoutLastSlash).flatMap(packageFolders(below:))
  }

  /// `lib/python3.12/site-packages` and its like, the newest first.
  private func packageFolders(below prefix: String) -> [String] {
    let versions = environment.names(prefix + "/lib").filter { $0.hasPrefix("python3") }
    return versions.sorted { minor($0) > minor($1) }.flatMap { version in
      ["site-packages", "dist-packages"].map { prefix + "/lib/" + version + "/" + $0 }
    }.filter { !environment.names($0).isEmpty }
  }

  private func minor(_ version: String) -> Int { Int(version.dropFirst("python3.".count)) ?? -1 }

  /// A variable that is set to something.
  private func variable(_ name: String) -> String? { environment.variable(name).flatMap { $0.isEmpty ? nil : $0 } }

  private func parent(of path: String) -> String? {
    guard let slash = path.lastIndex(of: "/") else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func withoutLastSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}

/// A folder where plugins may be.
package struct PluginPlace: Hashable, Sendable {
  package enum Origin: Sendable {
    /// Ours, with a folder for each plugin.
    case pluginFolder
    /// Python's packages.
    case python
  }

  package let path: String
  package let origin: Origin

  package init(path: String, origin: Origin) {
    self.path = path
    self.origin = origin
  }
}

/// Why no plugin is meant.
package enum PluginSearchError: Error, Equatable, Sendable, DescribedError, CategorizedError {
  case unknown(name: String)
  case notInstalled(kind: PluginKind, places: [String])

  package var category: ErrorCategory {
    switch self {
    case .unknown: .value
    case .notInstalled: .missing
    }
  }

  package var message: Message {
    switch self {
    case .unknown(let name):
      """
      no device is called \(Printable.quoted(name)) (expected cpu, \
      \(PluginKind.allCases.map(\.rawValue).joined(separator: ", ")) or the path of a plugin); choose one of them
      """
    case .notInstalled(let kind, let places):
      """
      no plugin for \(kind.rawValue) (\(kind.title)) in \(places.map(Printable.path).joined(separator: ", ")); install \
      one with pipelines/install-plugin.sh \(kind.installations[0])
      """
    }
  }
}
