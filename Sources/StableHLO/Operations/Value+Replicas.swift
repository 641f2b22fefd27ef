extension Value {
  /// The sum over all replicas that run the program; with one, the value itself.
  package func summedOverReplicas(_ replicas: Int) throws -> Value {
    guard element.isFloat, replicas >= 1 else {
      throw GraphError.mismatch(operation: "all_reduce", expected: "floats of 1 or more replicas", found: [type])
    }
    return replicas == 1 ? self : try graph.add(.allReduce(replicas: replicas), [self], type)
  }
}

extension Graph {
  /// The values themselves; a compiler moves nothing across.
  package func barrier(_ values: [Value]) throws -> [Value] { try add(.barrier, values, types: values.map(\.type)) }
}
