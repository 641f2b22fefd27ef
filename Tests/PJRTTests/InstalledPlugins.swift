import Foundation
import PJRT
import Testing

/// The CPU plugins that the tests find, where `pipelines/install-plugin.sh` puts them.
enum InstalledPlugins {
  static let cpu: [String] = {
    guard let folder = ProcessInfo.processInfo.environment["LETTERPRESS_PLUGINS"] else { return [] }
    return [
      "cpu/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so", "cpu-old/xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so",
    ].map { folder + "/" + $0 }.filter { FileManager.default.isReadableFile(atPath: $0) }
  }()
}

/// All tests that need a plugin, one after another: two plugins that start at the same moment in one process end it.
@Suite(
  "With CPU plugins", .serialized,
  .enabled(if: !InstalledPlugins.cpu.isEmpty, "no CPU plugin is installed (pipelines/install-plugin.sh cpu)"))
enum PluginTests {}
