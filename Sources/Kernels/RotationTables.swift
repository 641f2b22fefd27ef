import Parallel
import Platform

/// Cosines and sines of every position's angles, computed once in double precision and kept.
final class RotationTables: Sendable {
  private struct Key: Hashable {
    let rotation: Rotation
    let headWidth: Int
  }

  private let tables = Locked<[Key: RotationTable]>([:])

  /// A table of at least `positions` positions; one that is too short is replaced by one twice as long.
  func table(_ rotation: Rotation, headWidth: Int, positions: Int) -> RotationTable {
    tables.withLock { tables in
      let key = Key(rotation: rotation, headWidth: headWidth)
      if let table = tables[key], table.positions >= positions { return table }
      let capacity = max(positions, 2 * (tables[key]?.positions ?? 0))
      let table = RotationTable(rotation, headWidth: headWidth, positions: capacity)
      tables[key] = table
      return table
    }
  }
}

/// The table of one head width: row p holds, for each pair i, cos twice and (−sin, +sin) of its angle.
final class RotationTable: Sendable {
  let positions: Int
  private let headWidth: Int
  private let values: FloatBuffer

  init(_ rotation: Rotation, headWidth: Int, positions: Int) {
    self.positions = positions
    self.headWidth = headWidth
    values = FloatBuffer(count: positions * 2 * headWidth)
    for pair in 0..<headWidth / 2 {
      let frequency = rotation.frequency(ofPair: pair, headWidth: headWidth)
      for position in 0..<positions {
        let row = values.pointer + position * 2 * headWidth + 2 * pair
        let angle = Double(position) * frequency
        row[0] = Float(cos(angle))
        row[1] = row[0]
        row[headWidth] = -Float(sin(angle))
        row[headWidth + 1] = Float(sin(angle))
      }
    }
  }

  /// K cosines.
  func cosines(_ position: Int) -> UnsafePointer<Float> { UnsafePointer(values.pointer + position * 2 * headWidth) }

  /// K sines, the first of each pair negated.
  func sines(_ position: Int) -> UnsafePointer<Float> { cosines(position) + headWidth }
}
