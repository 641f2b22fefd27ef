/// Rows cut into blocks of whole tiles, nearly equal.
struct RowBlocks {
  private let rows, tiles, tileRows: Int
  let count: Int

  init(rows: Int, tileRows: Int, count: Int) {
    self.rows = rows
    self.tileRows = tileRows
    tiles = (rows + tileRows - 1) / tileRows
    self.count = count
  }

  /// Blocks so low that what is made of their rows stays in the second-level cache and no thread waits long for another,
  /// as many for one thread as for another; a single one if there are too few rows for that.
  init(rows: Int, tileRows: Int, threads: Int) {
    let tiles = (rows + tileRows - 1) / tileRows
    let count = (tiles + Self.tallest - 1) / Self.tallest
    let (more, fewer) = ((count + threads - 1) / threads * threads, count / threads * threads)
    self.init(rows: rows, tileRows: tileRows, count: more <= tiles / Self.lowest ? more : max(1, fewer))
  }

  /// Tiles in a block, at most. At 4 × 14 rows of 512 floats, a feed-forward layer's values are 1 MB.
  private static let tallest = 4
  /// Lower blocks would read a weight for too few rows.
  private static let lowest = 3

  /// The most rows in a block.
  var mostRows: Int { min(rows, (tiles + count - 1) / count * tileRows) }

  subscript(block: Int) -> Range<Int> {
    let first = block * tiles / count * tileRows
    return first..<min(rows, (block + 1) * tiles / count * tileRows)
  }
}

extension CPUOperations {
  package func forEachRowBlock(
    rows: Int, workspacePerRow: Int, whole: Bool,
    _ body: (_ rows: Range<Int>, _ workspace: UnsafeMutablePointer<Float>) -> Void
  ) {
    guard rows > 0 else { return }
    guard !whole else { return workspaces.borrow(rows * workspacePerRow) { body(0..<rows, $0) } }
    let blocks = RowBlocks(rows: rows, tileRows: kernels.tile_rows, threads: team.threadsHere)
    team.perform(tasks: blocks.count) { block in
      workspaces.borrow(blocks.mostRows * workspacePerRow) { body(blocks[block], $0) }
    }
  }
}
