import Formats
import Manifest

/// The origin of a file as a tree of lines, or as JSON.
enum AncestryText {
  /// One line a file; what it was made from is indented below it.
  static func lines(_ node: Ancestry) -> [String] {
    var lines: [String] = []
    append(node, head: "", tail: "", to: &lines)
    return lines
  }

  /// The same for machines.
  static func json(_ node: Ancestry) -> JSONValue {
    var members: [String: JSONValue] = [
      "path": .string(node.path), "alike": .integer(Int64(node.alike)), "from": .array(node.from.map(json)),
    ]
    members["digest"] = node.identity.map { .string($0.hex) }
    members["run"] = node.producer.map { .string($0.id) }
    members["stage"] = node.producer.map { .string($0.stage) }
    return .object(members)
  }

  private static func append(_ node: Ancestry, head: String, tail: String, to lines: inout [String]) {
    let alike = node.alike > 0 ? " (+\(node.alike))" : ""
    let digest = node.identity.map { "  \($0.short)" } ?? ""
    let producer = node.producer.map { "  ◀ \($0.text)\(node.isRepeated ? ", see above" : "")" } ?? "  given"
    lines.append("\(head)\(node.path)\(alike)\(digest)\(producer)")
    for (index, child) in node.from.enumerated() {
      let isLast = index == node.from.count - 1
      append(child, head: tail + (isLast ? "└─ " : "├─ "), tail: tail + (isLast ? "   " : "│  "), to: &lines)
    }
  }
}
