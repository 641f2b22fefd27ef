import Accelerators
import PJRT
import Testing

/// The CPU plugins that the tests find, where the tools would.
enum InstalledPlugins {
  static let cpu: [String] = PluginSearch(.system(executable: nil)).all(of: .cpuXLA).map(\.path)
}

/// All tests that need a plugin.
@Suite(
  "With CPU plugins",
  .enabled(if: !InstalledPlugins.cpu.isEmpty, "no CPU plugin is installed (pipelines/install-plugin.sh cpu)"))
enum PluginTests {}
