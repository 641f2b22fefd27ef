/// Sequences and positions of one pass.
package struct BatchShape: Sendable, Hashable {
  /// B: sequences.
  package let batch: Int
  /// T: positions in each.
  package let positions: Int

  package init(batch: Int, positions: Int) {
    self.batch = batch
    self.positions = positions
  }

  /// R = B·T.
  package var rows: Int { batch * positions }
}
