import CKernels

/// How a product is cut into parts that are packed whole.
extension lp_gemm {
  /// The depth as groups; a part of a group is one by itself.
  var depthGroups: RowGroups { RowGroups(rows: depth, count: groups.count) }

  func plan(_ kernels: lp_kernels, _ limits: GemmPlan.Limits = .init()) -> GemmPlan {
    GemmPlan(
      columns: columns, depth: depthGroups.height, groups: groups.count, tileColumns: kernels.tile_columns,
      limits: limits)
  }

  /// Whether tiles can read b where it lies, and better do.
  func isReadInPlace(_ kernels: lp_kernels) -> Bool {
    b_step == 1
      && GemmPlan.readsInPlace(
        rows: rows, columns: columns, depth: depthGroups.height, stride: b_row, kernels.tile_columns)
  }

  /// Floats for the sums that last from one part to the next.
  func farSums(_ kernels: lp_kernels, _ limits: GemmPlan.Limits = .init()) -> Int {
    far(kernels, limits) * place(kernels)
  }

  /// The columns and the piece of the depth.
  func part(_ piece: RowPiece, columns: Range<Int>, _ kernels: lp_kernels) -> lp_gemm {
    let (k, n) = (piece.rows.lowerBound, columns.lowerBound)
    var part = self
    part.a += k * a_step
    part.b += k * b_row + n * b_step
    part.c += n
    part.column += n
    part.addend = k > 0 && groups.all == 1 ? UnsafePointer(c + n) : addend.map { $0 + n }
    part.columns = columns.count
    part.depth = piece.rows.count
    part.groups = groups.part(piece)
    // Columns one after another, and in each the sums that last.
    let height = (rows + kernels.tile_rows - 1) / kernels.tile_rows * kernels.tile_rows
    part.groups.sums = groups.sums.map { $0 + part.groups.far * height * n }
    return part
  }

  /// How many sums last.
  private func far(_ kernels: lp_kernels, _ limits: GemmPlan.Limits) -> Int {
    if isReadInPlace(kernels) { return groups.far }
    let first = depthGroups.pieces(ofAtMost: plan(kernels, limits).depthAtOnce)[0]
    return groups.part(first).far
  }

  /// Floats of one of them: c in whole tiles.
  private func place(_ kernels: lp_kernels) -> Int {
    let tiles = (
      (rows + kernels.tile_rows - 1) / kernels.tile_rows, (columns + kernels.tile_columns - 1) / kernels.tile_columns
    )
    return tiles.0 * kernels.tile_rows * tiles.1 * kernels.tile_columns
  }
}
