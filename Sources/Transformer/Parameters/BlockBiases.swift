/// The biases of a block's linear layers, as offsets or as pointers; nil where a layer has none.
package struct BlockBiases<Place> {
  /// (queries' width), and twice (keys' width).
  package var query, key, value: Place?
  /// (D).
  package var output: Place?
  /// (F); the second with a gate only.
  package var gate, up: Place?
  /// (D).
  package var down: Place?

  /// No layer has one.
  package init() {}

  /// The same, each made into something else.
  func map<Other>(_ change: (Place) -> Other) -> BlockBiases<Other> {
    var other = BlockBiases<Other>()
    (other.query, other.key, other.value) = (query.map(change), key.map(change), value.map(change))
    (other.output, other.gate) = (output.map(change), gate.map(change))
    (other.up, other.down) = (up.map(change), down.map(change))
    return other
  }

  /// Those that are there, in the layout's order.
  package var all: [Place] { [query, key, value, output, gate, up, down].compactMap { $0 } }
}

extension BlockBiases: Sendable where Place: Sendable {}
extension BlockBiases: Equatable where Place: Equatable {}
