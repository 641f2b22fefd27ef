import CKernels

/// A weight and a product that it is wanted for.
package struct WeightUse: Sendable {
  let weight: WeightMatrix
  let product: WeightProduct

  package init(_ weight: WeightMatrix, for product: WeightProduct) {
    (self.weight, self.product) = (weight, product)
  }

  /// The right operand b (depth, columns) of the product.
  var columns: Int { product == .forward ? weight.outputs : weight.inputs }
  var depth: Int { product == .forward ? weight.inputs : weight.outputs }
  var isPacked: Bool { weight.packed(for: product) != nil }

  /// The same operand as it lies in memory, the weight given as floats.
  func operand(_ floats: UnsafePointer<Float>) -> Operand {
    switch product {
    case .forward: Operand(floats, rowStride: 1, step: weight.inputs)
    case .backwardInput: Operand(floats, rowStride: weight.inputs, step: 1)
    }
  }

  /// Whether a product packs it as a whole, if it does.
  func isPackedWhole(_ kernels: lp_kernels) -> Bool {
    columns == 0 || depth == 0 || GemmPlan(columns: columns, depth: depth, tileColumns: kernels.tile_columns).isWhole
  }

  /// Floats of the packed operand.
  func packedCount(tileColumns: Int) -> Int { (columns + tileColumns - 1) / tileColumns * tileColumns * depth }

  /// A product that is only packed, not multiplied.
  func packing(_ floats: UnsafePointer<Float>, to place: UnsafeMutablePointer<Float>) -> lp_gemm {
    let operand = operand(floats)
    return lp_gemm(
      a: floats, a_row: 0, a_step: 0, b: floats, b_row: operand.rowStride, b_step: operand.step, c: place, addend: nil,
      c_row: 0, rows: 0, columns: columns, depth: depth, packed: place, groups: .one, upper: 0,
      column: 0)
  }
}

extension CPUOperations {
  package func withPacked(_ uses: [WeightUse], _ body: (_ weights: [WeightMatrix]) -> Void) {
    let open = uses.indices.filter { !uses[$0].isPacked }
    var weights = uses.map(\.weight)
    guard !open.isEmpty else { return body(weights) }
    let counts = open.map { uses[$0].packedCount(tileColumns: kernels.tile_columns) }
    workspaces.borrow(counts.reduce(0, +)) { workspace in
      var place = workspace
      for (index, count) in zip(open, counts) {
        weights[index] = weights[index].packed(for: uses[index].product, at: place)
        place += count
      }
      pack(open.map { (uses[$0], weights[$0]) })
      body(weights)
    }
  }

  private func pack(_ targets: [(use: WeightUse, packed: WeightMatrix)]) {
    let targets = targets.compactMap { target in
      target.packed.packed(for: target.use.product).map { (use: target.use, place: $0) }
    }
    if targets.allSatisfy({ $0.use.weight.precision == .fp32 }) {
      return pack(targets.map { $0.use.packing($0.use.weight.floats, to: $0.place) })
    }
    for target in targets {
      withFloats(of: target.use.weight) { pack([target.use.packing($0, to: target.place)]) }
    }
  }

  /// Calls `body` with the matrix as floats.
  func withFloats(of matrix: WeightMatrix, _ body: (UnsafePointer<Float>) -> Void) {
    guard matrix.precision != .fp32 else { return body(matrix.floats) }
    workspaces.borrow(matrix.outputs * matrix.inputs) { floats in
      expand(matrix, to: floats)
      body(UnsafePointer(floats))
    }
  }
}
