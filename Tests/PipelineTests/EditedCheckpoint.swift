import Formats
import Foundation

/// A checkpoint with some numbers changed, and digests that say that all is well: not a damage, but a lie.
enum EditedCheckpoint {
  /// Writes a checkpoint anew; `change` is called with each tensor's name and bytes.
  static func write(
    _ whole: Data, to url: URL, metadata: [String: String] = [:], change: (String, inout Data) -> Void
  ) throws {
    let length = whole.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let text = whole.subdata(in: 8..<8 + length)
    var data = whole.subdata(in: 8 + length..<whole.count)
    var header = try JSONSerialization.jsonObject(with: text) as? [String: [String: Any]] ?? [:]
    var parameters = SHA256()
    var state = SHA256()
    for name in header.keys.sorted() where name != "__metadata__" {
      guard let offsets = header[name]?["data_offsets"] as? [Int] else { continue }
      var bytes = data.subdata(in: offsets[0]..<offsets[1])
      change(name, &bytes)
      data.replaceSubrange(offsets[0]..<offsets[1], with: bytes)
      let isState = name.hasPrefix("optim.") || ["step", "rng.state", "data.cursor"].contains(name)
      let entry = Array(name.utf8) + [0] + bytes
      if isState { state.update(entry) } else { parameters.update(entry) }
    }
    header["__metadata__"]?["parameters_sha256"] = parameters.finish().hex
    header["__metadata__"]?["state_sha256"] = state.finish().hex
    for (key, value) in metadata { header["__metadata__"]?[key] = value }
    var edited = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
    edited += Data(repeating: 0x20, count: (8 - edited.count % 8) % 8)
    try (withUnsafeBytes(of: UInt64(edited.count).littleEndian) { Data($0) } + edited + data).write(to: url)
  }
}
