/// Rows cut into ranges of whole tiles, nearly equal.
struct RowCut {
  private let rows, tiles, tileRows: Int
  let pieces: Int

  init(rows: Int, tileRows: Int, pieces: Int) {
    self.rows = rows
    self.tileRows = tileRows
    tiles = (rows + tileRows - 1) / tileRows
    self.pieces = pieces
  }

  /// Pieces so low that what is made of their rows stays in the second-level cache and no thread waits long for another,
  /// as many for one thread as for another; a single one if there are too few rows for that.
  init(rows: Int, tileRows: Int, threads: Int) {
    let tiles = (rows + tileRows - 1) / tileRows
    let pieces = (tiles + Self.tallest - 1) / Self.tallest
    let (more, fewer) = ((pieces + threads - 1) / threads * threads, pieces / threads * threads)
    self.init(rows: rows, tileRows: tileRows, pieces: more <= tiles / Self.lowest ? more : max(1, fewer))
  }

  /// Tiles in a piece, at most. At 4 × 14 rows of 512 floats, a feed-forward layer's values are 1 MB.
  private static let tallest = 4
  /// Lower pieces would read a weight for too few rows.
  private static let lowest = 3

  /// The most rows in a piece.
  var mostRows: Int { min(rows, (tiles + pieces - 1) / pieces * tileRows) }

  subscript(piece: Int) -> Range<Int> {
    let first = piece * tiles / pieces * tileRows
    return first..<min(rows, (piece + 1) * tiles / pieces * tileRows)
  }
}

extension CPUOperations {
  package func inPieces(
    rows: Int, roomPerRow: Int, _ body: (_ rows: Range<Int>, _ room: UnsafeMutablePointer<Float>) -> Void
  ) {
    guard rows > 0 else { return }
    let cut = RowCut(rows: rows, tileRows: kernels.tile_rows, threads: team.threadsHere)
    team.perform(tasks: cut.pieces) { piece in
      scratch.borrow(cut.mostRows * roomPerRow) { body(cut[piece], $0) }
    }
  }
}
