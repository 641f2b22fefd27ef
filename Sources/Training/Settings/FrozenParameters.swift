import Transformer

/// Which parameters a training leaves as they are: patterns of tensor names.
///
/// A pattern is a name ("token_embeddings.weight"), a part of names up to a dot ("layers.0", "layers.0.attn"), or has `*` for
/// any characters ("layers.*.ffn", "*.bias").
package struct FrozenParameters: Sendable, Equatable {
  package var patterns: [String]

  package init(_ patterns: [String] = []) { self.patterns = patterns }

  /// Whether a tensor stays as it is.
  func contains(_ name: String) -> Bool { patterns.contains { Self.matches($0, name) } }

  /// Refuses patterns that no tensor has, and all tensors at once.
  ///
  /// - Throws: ``TrainingError``
  package func check(_ model: ModelConfiguration) throws {
    guard !patterns.isEmpty else { return }
    let names = ParameterLayout(model).tensors.map(\.name)
    for pattern in patterns where !names.contains(where: { Self.matches(pattern, $0) }) {
      throw TrainingError.nothingToFreeze(
        pattern: pattern, example: names.first { $0.hasPrefix("layers.") } ?? names[0])
    }
    guard names.contains(where: { !contains($0) }) else { throw TrainingError.allFrozen }
  }

  static func matches(_ pattern: String, _ name: String) -> Bool {
    matchesWhole(Array(pattern.utf8), Array(name.utf8)) || matchesWhole(Array((pattern + ".*").utf8), Array(name.utf8))
  }

  private static func matchesWhole(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    // Where the last star was, and the name's place that it reaches to.
    var (p, n, star, reached) = (0, 0, -1, 0)
    while n < name.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        (star, reached) = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == name[n] {
        (p, n) = (p + 1, n + 1)
      } else if star >= 0 {
        reached += 1
        (p, n) = (star + 1, reached)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
