import Formats

/// Reads settings that this version or an earlier one wrote.
///
/// The settings of a run, in config.json and in every checkpoint, have a version: `settings_version`, or 1 where it is left
/// out. A setting that came with version N is missing in older ones: its default is what those versions did. So a new
/// setting is read here with `since` and that default, and old checkpoints stay readable.
///
/// Settings that are left out at their default are written with a version only where they are there: so those who use none
/// of them write what they always wrote, and an earlier program refuses the others instead of leaving them out.
package struct SettingsReader {
  /// The version that this program writes.
  package static let currentVersion = 3
  /// The member that holds it; left out for version 1.
  package static let versionKey = "settings_version"

  /// Settings that version 1 does not know, with those that version 2 does not know either, and the version that they need;
  /// empty if there are none.
  package static func later(
    _ second: [String: JSONValue], _ third: [String: JSONValue] = [:]
  ) -> [String: JSONValue] {
    guard !second.isEmpty || !third.isEmpty else { return [:] }
    let version: [String: JSONValue] = [versionKey: third.isEmpty ? 2 : 3]
    return [second, third, version].reduce(into: [:]) { $0.merge($1) { own, _ in own } }
  }

  /// The version of the settings; nil if it is no version.
  package let version: Int?
  private let json: JSONValue
  /// Whether every value so far was there and of its kind.
  package private(set) var isComplete = true

  /// Reads `json`, an object that may hold other members too.
  package init(_ json: JSONValue) {
    self.json = json
    let member = json[Self.versionKey]
    version = member == nil ? 1 : member?.int.flatMap { $0 >= 1 ? $0 : nil }
    if version.map({ $0 > Self.currentVersion }) ?? true { isComplete = false }
  }

  /// Whether a later version wrote them: what they mean is not known here.
  package var isNewer: Bool { version.map { $0 > Self.currentVersion } ?? false }

  /// The value of a setting that versions from `since` on write; `missing` for those of before.
  package mutating func value<Value>(
    _ key: String, since: Int = 1, missing: Value, _ read: (JSONValue) -> Value?
  ) -> Value {
    if let member = json[key] {
      if let value = read(member) { return value }
    } else if let version, version < since {
      return missing
    }
    isComplete = false
    return missing
  }

  /// The value of a setting that is left out where it is not used; nil then.
  package mutating func optional<Value>(_ key: String, _ read: (JSONValue) -> Value?) -> Value? {
    guard let member = json[key] else { return nil }
    let value = read(member)
    if value == nil { isComplete = false }
    return value
  }

  package mutating func integer(_ key: String, since: Int = 1, missing: Int) -> Int {
    value(key, since: since, missing: missing) { $0.int }
  }

  package mutating func number(_ key: String, since: Int = 1, missing: Double) -> Double {
    value(key, since: since, missing: missing) { $0.double }
  }

  package mutating func bool(_ key: String, since: Int = 1, missing: Bool) -> Bool {
    value(key, since: since, missing: missing) { $0.bool }
  }

  package mutating func choice<Choice: RawRepresentable<String>>(
    _ key: String, since: Int = 1, missing: Choice
  ) -> Choice {
    value(key, since: since, missing: missing) { $0.string.flatMap(Choice.init(rawValue:)) }
  }
}
