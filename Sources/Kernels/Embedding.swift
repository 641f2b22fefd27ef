extension CPUOperations {
  package func embeddingForward(
    out: UnsafeMutablePointer<Float>, weight: WeightMatrix, ids: UnsafePointer<UInt32>, rows: Int
  ) {
    team.perform(over: rows, grain: 256) { range in
      for r in range { expand(row: Int(ids[r]), of: weight, to: out + r * weight.inputs) }
    }
  }

  /// Tasks share out the columns, not the rows: rows of the same id meet in one place, in order.
  package func embeddingBackward(
    dWeight: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>, ids: UnsafePointer<UInt32>,
    rows: Int, width: Int, vocabulary: Int, groups: Int
  ) {
    guard groups > 1 else {
      return team.perform(over: width, grain: Self.embeddingGrain) { columns in
        for r in 0..<rows {
          let sum = dWeight + Int(ids[r]) * width + columns.lowerBound
          kernels.add(sum, sum, dOut + r * width + columns.lowerBound, columns.count)
        }
      }
    }
    workspaces.borrow(RowsOfIDs.words(rows: rows, vocabulary: vocabulary)) { words in
      let order = RowsOfIDs(ids, RowGroups(rows: rows, count: groups), vocabulary: vocabulary, in: words)
      team.perform(over: width, grain: Self.embeddingGrain) { columns in
        workspaces.borrow(RowsOfIDs.sums(groups: groups) * columns.count) { sums in
          let task = EmbeddingColumns(
            order: order, dOut: dOut + columns.lowerBound, dWeight: dWeight + columns.lowerBound, width: width,
            columns: columns.count, sums: sums, kernels: kernels)
          for id in 0..<vocabulary { task.add(id) }
        }
      }
    }
  }

  /// Columns of a task.
  static let embeddingGrain = 64
}
