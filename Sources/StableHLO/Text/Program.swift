/// A graph as a function that a device can be given: its arguments, and which of its values it returns.
package struct Program {
  package let name: String
  package let graph: Graph
  package let results: [Value]
  /// Arguments whose memory a result takes: the caller's buffer is gone when the program has run.
  package let donations: [Int: Int]
  /// Devices that run it at the same time, each on its own arguments.
  package let replicas: Int

  /// - Parameters:
  ///   - name: letters, digits and `_`
  ///   - graph: whose arguments are the function's
  ///   - results: what it returns
  ///   - donations: for arguments that are donated the number of the result of the same type
  ///   - replicas: devices that run it together
  /// - Throws: ``GraphError`` if a result is of another graph or a donation does not fit
  package init(
    name: String, graph: Graph, results: [Value], donations: [Int: Int] = [:], replicas: Int = 1
  ) throws {
    guard results.allSatisfy({ $0.graph === graph }) else { throw GraphError.foreignValue(operation: "return") }
    for (argument, result) in donations {
      guard graph.arguments.indices.contains(argument), results.indices.contains(result),
        graph.arguments[argument] == results[result].type
      else {
        throw GraphError.badProgram("argument \(argument) is donated to result \(result) (expected one of its type)")
      }
    }
    guard Set(donations.values).count == donations.count else {
      throw GraphError.badProgram("two arguments are donated to one result (expected one each)")
    }
    guard !results.isEmpty, !name.isEmpty,
      name.allSatisfy({ $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) })
    else {
      throw GraphError.badProgram("\(results.count) results, called \"\(name)\" (expected a word, and one or more)")
    }
    (self.name, self.graph, self.results) = (name, graph, results)
    (self.donations, self.replicas) = (donations, replicas)
  }
}
