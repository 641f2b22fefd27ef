import StableHLO
import Testing

/// Whatever does not go together is refused before a plugin, which might end the process, sees it.
@Suite struct GraphErrorTests {
  private struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let build: @Sendable (_ graph: Graph, _ x: Value) throws -> Value
    var testDescription: String { name }
  }

  /// x (2, 3) of f32.
  private static let refusals: [Refusal] = [
    Refusal(name: "log of ids") { try $1.converted(to: .i32).applying(.log) },
    Refusal(name: "sum of two types") { try $1 + $1.converted(to: .bf16) },
    Refusal(name: "and of floats") { try $1.combined(.and, $1) },
    Refusal(name: "comparison of shapes") { try $1.compared(.less, $1.reshaped([3, 2])) },
    Refusal(name: "select by a float") { try $1.select($1, $1) },
    Refusal(name: "broadcast to a smaller shape") { try $1.broadcast(to: [3], dimensions: [0]) },
    Refusal(name: "broadcast in another order") { try $1.broadcast(to: [3, 2], dimensions: [1, 0]) },
    Refusal(name: "broadcast to no such dimension") { try $1.broadcast(to: [2, 3], dimensions: [0, 2]) },
    Refusal(name: "reshape to more") { try $1.reshaped([7]) },
    Refusal(name: "reshape to below zero") { try $1.reshaped([-2, -3]) },
    Refusal(name: "transpose of one twice") { try $1.transposed([0, 0]) },
    Refusal(name: "slice beyond the end") { try $1.sliced(1..<4, dimension: 1) },
    Refusal(name: "slice of no such dimension") { try $1.sliced(0..<1, dimension: 2) },
    Refusal(name: "slice of too few dimensions") { try $1.sliced(starts: [0], limits: [1]) },
    Refusal(name: "padding that leaves nothing") {
      try $1.padded(with: $0.constant(0, .f32), low: [-2, 0], high: [0, 0], interior: [0, 0])
    },
    Refusal(name: "concatenation of nothing") { graph, _ in try graph.concatenate([], dimension: 0) },
    Refusal(name: "concatenation of different sizes") {
      try $0.concatenate([$1, $1.transposed([1, 0])], dimension: 0)
    },
    Refusal(name: "concatenation of different ranks") { try $0.concatenate([$1, $1.reshaped([6])], dimension: 1) },
    Refusal(name: "product that does not fit") { try $1.dot($1, DotDimensions(contracting: ([1], [0]))) },
    Refusal(name: "product over one dimension twice") {
      try $1.dot($1, DotDimensions(batching: ([1], [1]), contracting: ([1], [1])))
    },
    Refusal(name: "product over no such dimension") { try $1.dot($1, DotDimensions(contracting: ([5], [5]))) },
    Refusal(name: "sum along no such dimension") { try $1.reduced(.sum, [2]) },
    Refusal(name: "sum in another order") { try $1.reduced(.sum, [1, 0]) },
    Refusal(name: "rows at floats") { try $1.rows(at: $0.constant([0], TensorType([1], .f32))) },
    Refusal(name: "rows added of another width") {
      try $1.addingRows($1.transposed([1, 0]), at: $0.constant([0, 1, 2], TensorType([3], .i32)))
    },
    Refusal(name: "dynamic slice with too few starts") {
      try $1.dynamicallySliced(starts: [$0.constant(0, .i32)], sizes: [1, 1])
    },
    Refusal(name: "update larger than the whole") {
      let zero = try $0.constant(0, .i32)
      return try $1.updated(with: $0.constant(0, TensorType([2, 4], .f32)), starts: [zero, zero])
    },
    Refusal(name: "infinite constant") { graph, _ in try graph.constant(.infinity, .f32) },
    Refusal(name: "constant with too few numbers") { graph, _ in try graph.constant([1], TensorType([2], .f32)) },
    Refusal(name: "scalar iota") { graph, _ in try graph.iota(.scalar(.i32), dimension: 0) },
    Refusal(name: "size of zero") { graph, _ in try graph.argument(TensorType([0], .f32)) },
    Refusal(name: "more than can be counted") { graph, _ in
      try graph.argument(TensorType([1 << 40, 1 << 40], .f32))
    },
    Refusal(name: "value of another graph") { try $1 + Graph().argument($1.type) },
    Refusal(name: "loop that reads from outside") { graph, x in
      try graph.repeated(2, carrying: [x], reading: []) { _, _, _, _ in [x] }[0]
    },
    Refusal(name: "loop whose state changes its type") { graph, x in
      try graph.repeated(2, carrying: [x], reading: []) { _, _, state, _ in [try state[0].total()] }[0]
    },
    Refusal(name: "gradient of no scalar") { try $0.gradients(of: $1, withRespectTo: [$1])[0] },
    Refusal(name: "no replicas") { try $1.summedOverReplicas(0) },
  ]

  @Test("is refused", arguments: refusals)
  private func isRefused(_ refusal: Refusal) throws {
    let graph = Graph()
    let x = try graph.argument(TensorType([2, 3], .f32))
    let error = #expect(throws: GraphError.self) { _ = try refusal.build(graph, x) }
    #expect(error?.description.contains("\n") == false)
  }

  @Test func aProgramsDonationsHaveToFit() throws {
    let graph = Graph()
    let x = try graph.argument(TensorType([2], .f32))
    let sum = try x.total()
    for donations in [[0: 0], [0: 1], [1: 0]] {
      #expect(throws: GraphError.self) {
        try Program(name: "f", graph: graph, results: [sum], donations: donations)
      }
    }
    #expect(throws: GraphError.self) { try Program(name: "f", graph: graph, results: []) }
    #expect(throws: GraphError.self) { try Program(name: "no name", graph: graph, results: [sum]) }
    #expect(throws: GraphError.self) { try Program(name: "f", graph: Graph(), results: [sum]) }
  }

  @Test func messagesNameWhatWasFound() throws {
    let graph = Graph()
    let x = try graph.argument(TensorType([2], .f32))
    let error = #expect(throws: GraphError.self) { try x + x.total() }
    #expect(
      error?.description == "program: add of tensor<2xf32>, tensor<f32> (expected two numbers of one type); "
        + "this is a mistake in Letterpress, please report it")
  }
}
