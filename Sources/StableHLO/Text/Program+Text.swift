extension Program {
  /// StableHLO in MLIR's notation, the same for the same graph. Only forms that every version from 1.13 on reads: regions in
  /// the generic form, no hexadecimal constants, no values from outside a region. What no result needs is left out.
  package var text: String { text(productsInFloat32: false) }

  /// The same for a device that may lack products of bfloat16.
  ///
  /// - Parameter productsInFloat32: whether operands of bfloat16 are widened before a product, which gives what a product
  ///   of bfloat16 with sums in float32 gives
  /// - Returns: the text
  package func text(productsInFloat32: Bool) -> String {
    let devices = "mhlo.num_partitions = 1 : i32, mhlo.num_replicas = \(replicas) : i32"
    let arguments = graph.arguments.enumerated().map { index, type in
      "%arg\(index): \(type)" + (donations[index].map { " {tf.aliasing_output = \($0) : i32}" } ?? "")
    }
    let types = results.map { "\($0.type)" }.joined(separator: ", ")
    var printer = GraphPrinter(
      graph, prefix: "v", argumentPrefix: "arg", productsInFloat32: productsInFloat32, indentation: "    ")
    return """
      module @\(name) attributes {\(devices)} {
        func.func public @main(\(arguments.joined(separator: ", "))) -> (\(types)) {
      \(printer.lines(upTo: results.map(\.index)))
          return \(printer.names(results.map(\.index))) : \(types)
        }
      }

      """
  }
}
