import CPJRT
import Platform
import Synchronization

/// A PJRT plugin: a library that compiles and runs programs on some kind of device.
///
///     let plugin = try Plugin(path: "/opt/plugins/xla_cuda_plugin.so")
///     let client = try Client(plugin: plugin)
///
/// It stays loaded until the process ends: plugins start threads that nobody can stop.
package final class Plugin: Sendable {
  package let path: String
  /// The version of its functions.
  package let version: PluginVersion
  /// What it says of itself, such as `stablehlo_current_version`; empty where it says nothing.
  package let attributes: [String: PluginValue]
  let table: PluginTable

  /// Loads a plugin. The same path twice is the same library.
  /// - Parameter path: A shared library with the symbol `GetPjrtApi`.
  /// - Throws: `PluginError`.
  package init(path: String) throws(PluginError) {
    self.path = path
    // Nobody promises that two threads may start the same plugin at once.
    table = try Self.starting.withLock { _ throws(PluginError) in try Self.start(path) }
    version = table.version
    do {
      var arguments = lp_pjrt_plugin_attributes()
      try table.call(LP_PJRT_PLUGIN_ATTRIBUTES, &arguments, "asking for the plugin's attributes")
      attributes = PluginValue.read(arguments.values, count: arguments.count)
    } catch {
      throw .refused(path: path, error: error)
    }
  }

  private static let starting = Mutex<Void>(())

  private static func start(_ path: String) throws(PluginError) -> PluginTable {
    let table = try load(path)
    guard table.version.isUsable else { throw .version(path: path, found: table.version) }
    var nothing = lp_pjrt_nothing()
    do {
      try table.call(LP_PJRT_PLUGIN_INITIALIZE, &nothing, "starting the plugin")
    } catch {
      throw .refused(path: path, error: error)
    }
    return table
  }

  /// The newest StableHLO that it understands, as three numbers; nil where it does not say.
  package var stableHLOVersion: [Int64]? { numbers("stablehlo_current_version") }

  /// The oldest StableHLO that it understands.
  package var oldestStableHLOVersion: [Int64]? { numbers("stablehlo_minimum_version") }

  private func numbers(_ name: String) -> [Int64]? {
    guard case .int64List(let numbers)? = attributes[name] else { return nil }
    return numbers
  }

  private static func load(_ path: String) throws(PluginError) -> PluginTable {
    guard access(path, R_OK) == 0 else { throw .unreadable(path: path, words: String(cString: strerror(errno))) }
    // Without a slash the system would look elsewhere than in this directory.
    let library = path.contains("/") ? path : "./" + path
    guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL) else {
      let words = dlerror().map { String(cString: $0) } ?? "no reason given"
      // The system names the library that it did not find: this one, or one that it needs.
      let isOther = words.contains("cannot open shared object file") && !words.hasPrefix(library)
      throw isOther ? .lacksLibrary(path: path, words: words) : .notALibrary(path: path, words: words)
    }
    guard let symbol = dlsym(handle, "GetPjrtApi") else { throw .noSymbol(path: path) }
    guard let table = lp_pjrt_table_from(symbol) else { throw .noTable(path: path) }
    return PluginTable(table)
  }
}
