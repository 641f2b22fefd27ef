import Formats
import Messages

/// The accelerator that computed a run. It is told and takes no part in the key: to find out which one it would be, a
/// plugin would have to be started.
package struct RecordedDevice: Sendable, Equatable {
  /// What the plugin calls it: "NVIDIA H100 80GB HBM3".
  package var name: String
  /// How many of them shared the work.
  package var count: Int
  /// What matrix products were computed in: `fp32` or `bf16`.
  package var precision: String
  /// The path of the plugin's library.
  package var plugin: String
  /// The version of the interface that it offers: "0.115".
  package var pluginVersion: String
  /// What the plugin calls its platform, and that one's versions.
  package var platform, platformVersion: String

  /// Creates a record.
  package init(
    name: String, count: Int, precision: String, plugin: String, pluginVersion: String, platform: String,
    platformVersion: String
  ) {
    self.name = name
    self.count = count
    self.precision = precision
    self.plugin = plugin
    self.pluginVersion = pluginVersion
    self.platform = platform
    self.platformVersion = platformVersion
  }

  /// What it is, in a few words: "2 × NVIDIA H100 80GB HBM3, bf16".
  package var title: String { "\(count == 1 ? "" : "\(count) × ")\(Printable.line(name)), \(precision)" }

  /// What ran it, in a few words: "plugins/cuda13/….so, PJRT 0.115, cuda 13".
  package var engine: String { "\(plugin), PJRT \(pluginVersion), \(Printable.line(platformVersion))" }
}

// MARK: In receipts

extension RecordedDevice {
  package var json: JSONValue {
    [
      "name": .string(name), "count": .integer(Int64(count)), "precision": .string(precision),
      "plugin": .string(plugin), "plugin_version": .string(pluginVersion), "platform": .string(platform),
      "platform_version": .string(platformVersion),
    ]
  }

  init(_ members: ReceiptMembers) throws {
    self.init(
      name: try members.text("name"), count: try members.integer("count"), precision: try members.text("precision"),
      plugin: try members.text("plugin"), pluginVersion: try members.text("plugin_version"),
      platform: try members.text("platform"), platformVersion: try members.text("platform_version"))
  }
}
