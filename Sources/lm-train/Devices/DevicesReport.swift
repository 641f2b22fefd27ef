import Accelerators
import Formats
import Messages

/// What `lm-train devices` says.
struct DevicesReport {
  /// A plugin, and what came of trying it.
  struct Entry {
    let plugin: FoundPlugin
    /// NVIDIA's libraries that are not beside it.
    let missing: [String]
    let result: PluginProbe.Result
  }

  let plugins: [Entry]
  let places: [PluginPlace]

  var lines: [String] {
    var lines = ["cpu: our own kernels, always there"]
    for kind in PluginKind.allCases {
      let entries = plugins.filter { $0.plugin.kind == kind }
      for (index, entry) in entries.enumerated() {
        lines.append("\(kind.rawValue): \(Printable.path(entry.plugin.path))" + (index == 0 ? "" : " (by its path)"))
        lines += described(entry).map { "  " + $0 }
      }
      if entries.isEmpty { lines.append("\(kind.rawValue): no plugin for \(kind.title); \(install(kind))") }
    }
    lines.append("looked in:")
    return lines + places.map { "  " + Printable.path($0.path) }
  }

  private func described(_ entry: Entry) -> [String] {
    switch entry.result {
    case .failed(let words):
      var lines = ["does not work: " + Printable.brief(words, limit: 500)]
      if !entry.missing.isEmpty, let kind = entry.plugin.kind {
        lines.append("not beside it: \(entry.missing.joined(separator: ", ")); \(install(kind))")
      }
      return lines
    case .works(let value):
      let stablehlo = value["stablehlo"]?.string.map { ", StableHLO \(Printable.line($0))" } ?? ""
      let devices = value["devices"]?.array ?? []
      return [
        "PJRT \(Printable.line(value["pjrt"]?.string ?? "?"))\(stablehlo), "
          + Units.counted(devices.count, "device")
      ] + devices.map(device)
    }
  }

  private func device(_ device: JSONValue) -> String {
    let memory = device["memory"]?.int.map { ", \(Units.bytes($0)) of memory" } ?? ""
    return "device \(device["id"]?.int ?? 0): \(Printable.line(device["kind"]?.string ?? "?"))\(memory)"
  }

  private func install(_ kind: PluginKind) -> String {
    "install one with pipelines/install-plugin.sh \(kind.installations[0])"
  }

  var json: JSONValue {
    [
      "plugins": .array(plugins.map(json)),
      "missing": .array(
        PluginKind.allCases.filter { kind in !plugins.contains { $0.plugin.kind == kind } }.map { kind in
          [
            "device": .string(kind.rawValue),
            "install": .string("pipelines/install-plugin.sh \(kind.installations[0])"),
          ]
        }),
      "places": .array(places.map { .string($0.path) }),
    ]
  }

  private func json(_ entry: Entry) -> JSONValue {
    var members: [String: JSONValue] = [
      "device": entry.plugin.kind.map { .string($0.rawValue) } ?? .null, "path": .string(entry.plugin.path),
      "missing_libraries": .array(entry.missing.map(JSONValue.string)),
    ]
    switch entry.result {
    case .failed(let words): members["error"] = .string(words)
    case .works(let value): members.merge(value.object ?? [:]) { first, _ in first }
    }
    return .object(members)
  }
}
