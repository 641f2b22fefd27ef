import Accelerators
import ArgumentParser
import CommandSupport
import DeviceCommands
import Formats
import Messages

/// `lm-train devices`: the plugins and devices that are there, and how to get those that are not.
struct DevicesCommand: ToolCommand {
  static let tool = "lm-train devices"
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract: "List the accelerators that can train, and what is missing.",
    discussion: """
      Example: lm-train devices
      Example: lm-train devices --json

      A plugin is a library that compiles and runs programs on some kind of device. They are looked for in \
      $LETTERPRESS_PLUGINS (or ~/.local/share/letterpress/plugins), where pipelines/install-plugin.sh puts them, in \
      lib/letterpress/plugins beside the tools, and among Python's packages, because JAX has the same ones. Each is \
      tried in a process of its own.
      """)

  @Flag(help: "Print the list as JSON.")
  var json = false

  @Option(help: .hidden)
  var probe: String?

  @Option(help: .hidden)
  var answer: Int32?

  mutating func perform() throws {
    let environment = SearchEnvironment.ofThisProgram
    if let probe, let answer { PluginProbe.answer(about: FoundPlugin(path: probe), in: environment, on: answer) }
    let search = PluginSearch(environment)
    let plugins = try search.all().map { plugin in
      DevicesReport.Entry(
        plugin: plugin, missing: plugin.missingLibraries(in: environment), result: try PluginProbe.ask(about: plugin))
    }
    let report = DevicesReport(plugins: plugins, places: search.places)
    Terminal.text(json ? report.json.pretty : report.lines.joined(separator: "\n") + "\n")
  }
}
