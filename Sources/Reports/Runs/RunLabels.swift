/// Names for runs, made from their paths.
package enum RunLabels {
  /// The last component of each path where these differ, or else as many components as it takes, without the last
  /// ones that all have in common: `a/model`, `b/model` become `a`, `b`. Equal paths keep equal names.
  package static func make(_ paths: [String]) -> [String] {
    var parts = paths.map { path in
      let parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
      return parts.isEmpty ? [path] : parts
    }
    guard Set(parts).count > 1 else { return parts.map { $0.last ?? "" } }
    while let last = parts[0].last, parts.allSatisfy({ $0.count > 1 && $0.last == last }) {
      for index in parts.indices { parts[index].removeLast() }
    }
    let distinct = Set(parts).count
    let longest = parts.map(\.count).max() ?? 1
    for length in 1..<max(2, longest) {
      let labels = parts.map { $0.suffix(length).joined(separator: "/") }
      if Set(labels).count == distinct { return labels }
    }
    return parts.map { $0.joined(separator: "/") }
  }
}
