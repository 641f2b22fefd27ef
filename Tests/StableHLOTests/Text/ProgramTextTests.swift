import StableHLO
import Testing

@Suite struct ProgramTextTests {
  @Test func aProgramWordForWord() throws {
    let graph = Graph()
    let x = try graph.argument(TensorType([2, 3], .f32)), count = try graph.argument(TensorType([2], .u16))
    let largest = try x.reduced(.maximum, [1]).detached().summedOverReplicas(2)
    let state = try graph.repeated(4, carrying: [largest], reading: [x]) { _, _, carried, _ in
      [try carried[0] * 1e-5]
    }
    // No result needs it.
    _ = try x.applying(.tanh)
    let results = try [count.converted(to: .i32), state[0].broadcast(to: [2, 3], dimensions: [0])]
    let program = try Program(name: "small", graph: graph, results: results, donations: [0: 1], replicas: 2)
    #expect(program.text == Self.expected)
  }

  private static let expected = """
    module @small attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 2 : i32} {
      func.func public @main(%arg0: tensor<2x3xf32> {tf.aliasing_output = 1 : i32}, %arg1: tensor<2xui16>) -> \
    (tensor<2xi32>, tensor<2x3xf32>) {
        %v0s = stablehlo.constant dense<-3.4028235e+38> : tensor<f32>
        %v0 = stablehlo.reduce(%arg0 init: %v0s) applies stablehlo.maximum across dimensions = [1] : \
    (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
        %v1 = "stablehlo.all_reduce"(%v0) <{replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>}> ({
        ^bb0(%v1_a: tensor<f32>, %v1_b: tensor<f32>):
          %v1_c = stablehlo.add %v1_a, %v1_b : tensor<f32>
          stablehlo.return %v1_c : tensor<f32>
        }) : (tensor<2xf32>) -> tensor<2xf32>
        %v2 = stablehlo.constant dense<0> : tensor<i32>
        %v3:3 = "stablehlo.while"(%v2, %v1, %arg0) ({
        ^bb0(%v3c_arg0: tensor<i32>, %v3c_arg1: tensor<2xf32>, %v3c_arg2: tensor<2x3xf32>):
          %v3c_0 = stablehlo.constant dense<4> : tensor<i32>
          %v3c_1 = stablehlo.compare LT, %v3c_arg0, %v3c_0, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
          stablehlo.return %v3c_1 : tensor<i1>
        }, {
        ^bb0(%v3b_arg0: tensor<i32>, %v3b_arg1: tensor<2xf32>, %v3b_arg2: tensor<2x3xf32>):
          %v3b_0 = stablehlo.constant dense<1> : tensor<i32>
          %v3b_1 = stablehlo.add %v3b_arg0, %v3b_0 : tensor<i32>
          %v3b_2 = stablehlo.constant dense<1.0e-05> : tensor<2xf32>
          %v3b_3 = stablehlo.multiply %v3b_arg1, %v3b_2 : tensor<2xf32>
          stablehlo.return %v3b_1, %v3b_3, %v3b_arg2 : tensor<i32>, tensor<2xf32>, tensor<2x3xf32>
        }) : (tensor<i32>, tensor<2xf32>, tensor<2x3xf32>) -> (tensor<i32>, tensor<2xf32>, tensor<2x3xf32>)
        %v4 = stablehlo.convert %arg1 : (tensor<2xui16>) -> tensor<2xi32>
        %v5 = stablehlo.broadcast_in_dim %v3#1, dims = [0] : (tensor<2xf32>) -> tensor<2x3xf32>
        return %v4, %v5 : tensor<2xi32>, tensor<2x3xf32>
      }
    }

    """

  /// The line of one operation's result.
  private func line(_ build: (_ graph: Graph, _ x: Value) throws -> Value) throws -> String {
    let graph = Graph()
    let text = try Program(
      name: "f", graph: graph, results: [build(graph, graph.argument(TensorType([2, 3], .f32)))]
    ).text
    return text.split(separator: "\n").dropLast(3).last.map { String($0.drop { $0 == " " }) } ?? ""
  }

  @Test func productsOfFloat32AreExact() throws {
    let product = try line { _, x in try x.dot(x, DotDimensions(contracting: ([1], [1]))) }
    #expect(
      product == "%v0 = stablehlo.dot_general %arg0, %arg0, contracting_dims = [1] x [1], "
        + "precision = [HIGHEST, HIGHEST] : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x2xf32>")
    let short = try line { _, x in
      let y = try x.converted(to: .bf16)
      return try y.dot(y, DotDimensions(batching: ([0], [0]), contracting: ([1], [1])), element: .f32)
    }
    #expect(
      short == "%v1 = stablehlo.dot_general %v0, %v0, batching_dims = [0] x [0], contracting_dims = [1] x [1], "
        + "precision = [DEFAULT, DEFAULT] : (tensor<2x3xbf16>, tensor<2x3xbf16>) -> tensor<2xf32>")
  }

  @Test func productsWidened() throws {
    let graph = Graph()
    let x = try graph.argument(TensorType([2, 3], .bf16))
    let dimensions = DotDimensions(contracting: ([1], [1]))
    let program = try Program(
      name: "f", graph: graph, results: [x.dot(x, dimensions, element: .f32), x.dot(x, dimensions)])
    let lines = program.text(productsInFloat32: true).split(separator: "\n").map { $0.drop { $0 == " " } }
    let product =
      " = stablehlo.dot_general %v0l, %v0r, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : "
      + "(tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x2xf32>"
    #expect(
      lines[2...8] == [
        "%v0l = stablehlo.convert %arg0 : (tensor<2x3xbf16>) -> tensor<2x3xf32>",
        "%v0r = stablehlo.convert %arg0 : (tensor<2x3xbf16>) -> tensor<2x3xf32>", "%v0\(product)",
        "%v1l = stablehlo.convert %arg0 : (tensor<2x3xbf16>) -> tensor<2x3xf32>",
        "%v1r = stablehlo.convert %arg0 : (tensor<2x3xbf16>) -> tensor<2x3xf32>",
        "%v1w\(product.replacing("v0", with: "v1"))",
        "%v1 = stablehlo.convert %v1w : (tensor<2x2xf32>) -> tensor<2x2xbf16>",
      ])
  }

  /// No number is written in hexadecimal, which old plugins read differently.
  @Test func numbersAreDecimal() throws {
    func constant(_ number: Double, _ element: ElementType) throws -> String {
      try line { graph, _ in try graph.constant(number, element) }
    }
    #expect(try constant(-0.1, .f32) == "%v0 = stablehlo.constant dense<-0.1> : tensor<f32>")
    #expect(try constant(1e20, .bf16) == "%v0 = stablehlo.constant dense<1.0e+20> : tensor<bf16>")
    #expect(try constant(1e300, .f32) == "%v0 = stablehlo.constant dense<3.4028235e+38> : tensor<f32>")
    #expect(try constant(7, .u16) == "%v0 = stablehlo.constant dense<7> : tensor<ui16>")
    #expect(try constant(1, .i1) == "%v0 = stablehlo.constant dense<true> : tensor<i1>")
    let table = try line { graph, _ in try graph.constant([1, 2, 3, 4], TensorType([2, 2], .f32)) }
    #expect(table == "%v0 = stablehlo.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>")
  }

  @Test func aCustomCall() throws {
    let call = CustomCall(
      target: "f", configuration: #"{"a": 1}"#, operandLayouts: [[1, 0]], resultLayouts: [[]], gradient: nil)
    let text = try line { graph, x in try graph.call(call, [x], types: [.scalar(.f32)])[0] }
    #expect(
      text == #"%v0 = "stablehlo.custom_call"(%arg0) <{api_version = 2 : i32, backend_config = "{\"a\": 1}", "#
        + #"call_target_name = "f", operand_layouts = [dense<[1, 0]> : tensor<2xindex>], "#
        + #"result_layouts = [dense<> : tensor<0xindex>]}> : (tensor<2x3xf32>) -> tensor<f32>"#)
  }
}
