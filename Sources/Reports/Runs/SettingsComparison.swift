import Formats

/// The settings of some runs, parted into what they share and what tells them apart.
package struct SettingsComparison: Sendable, Equatable {
  /// Names of the settings that differ, sorted.
  package var differing: [String]
  /// Settings that all runs share, sorted by name.
  package var common: [(name: String, value: JSONValue)]

  /// Compares; of one run all settings are common. A setting that some runs lack differs.
  package init(_ runs: [[String: JSONValue]]) {
    let names = Set(runs.flatMap(\.keys)).sorted()
    differing = []
    common = []
    for name in names {
      let values = Set(runs.map { $0[name] })
      if values.count == 1, let value = runs.first?[name] {
        common.append((name, value))
      } else {
        differing.append(name)
      }
    }
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.differing == right.differing && left.common.map(\.name) == right.common.map(\.name)
      && left.common.map(\.value) == right.common.map(\.value)
  }
}
