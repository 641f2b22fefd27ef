extension Value {
  /// Rows (R, D) of this matrix (V, D) at ids (R). An id outside the matrix is taken for the nearest one inside: check ids
  /// before.
  package func rows(at ids: Value) throws -> Value {
    guard type.rank == 2, ids.type.rank == 1, ids.element == .i32 else {
      throw GraphError.mismatch(operation: "gather", expected: "a matrix and ids of i32", found: [type, ids.type])
    }
    return try graph.add(.gatherRows, [self, ids], type.with([ids.shape[0], shape[1]]))
  }

  /// This matrix (V, D) with `updates` (R, D) added to its rows at ids (R); of the same id, all. Updates outside the matrix
  /// are left out.
  package func addingRows(_ updates: Value, at ids: Value) throws -> Value {
    let fits =
      type.rank == 2 && ids.type.rank == 1 && ids.element == .i32 && element.isFloat
      && updates.type == type.with([ids.type.count, shape[1]])
    guard fits else {
      throw GraphError.mismatch(
        operation: "scatter", expected: "a matrix, ids of i32 and rows", found: [type, ids.type, updates.type])
    }
    return try graph.add(.scatterAddRows, [self, ids, updates], type)
  }

  /// A part of the given sizes from `starts`, one scalar i32 for each dimension.
  package func dynamicallySliced(starts: [Value], sizes: [Int]) throws -> Value {
    let fits =
      starts.count == type.rank && sizes.count == type.rank && starts.allSatisfy { $0.type == .scalar(.i32) }
      && zip(sizes, shape).allSatisfy { $0 >= 1 && $0 <= $1 }
    guard fits else {
      throw GraphError.mismatch(
        operation: "dynamic_slice", expected: "i32 starts for sizes \(sizes)", found: [type] + starts.map(\.type))
    }
    return try graph.add(.dynamicSlice(sizes: sizes), [self] + starts, type.with(sizes))
  }

  /// This with `update` in place of what stands from `starts` on.
  package func updated(with update: Value, starts: [Value]) throws -> Value {
    let fits =
      starts.count == type.rank && starts.allSatisfy { $0.type == .scalar(.i32) } && update.element == element
      && update.type.rank == type.rank && zip(update.shape, shape).allSatisfy { $0 <= $1 }
    guard fits else {
      throw GraphError.mismatch(
        operation: "dynamic_update_slice", expected: "a smaller part and i32 starts",
        found: [type, update.type] + starts.map(\.type))
    }
    return try graph.add(.dynamicUpdateSlice, [self, update] + starts, type)
  }

  /// Element `index` (a scalar i32) of the first dimension, which vanishes.
  package func element(at index: Value) throws -> Value {
    let zero = try graph.constant(0, .i32)
    let starts = shape.indices.map { $0 == 0 ? index : zero }
    return try dynamicallySliced(starts: starts, sizes: [1] + shape.dropFirst()).reshaped(Array(shape.dropFirst()))
  }

  /// This with `element` as element `index` (a scalar i32) of the first dimension.
  package func replacing(at index: Value, with element: Value) throws -> Value {
    let zero = try graph.constant(0, .i32)
    let starts = shape.indices.map { $0 == 0 ? index : zero }
    return try updated(with: element.reshaped([1] + element.shape), starts: starts)
  }
}
