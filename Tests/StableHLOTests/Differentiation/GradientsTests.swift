import Reference
import StableHLO
import Testing

@Suite struct GradientsTests {
  /// In double precision, element by element.
  @Test("every rule agrees with finite differences", arguments: GradientCase.all)
  func rules(of example: GradientCase) throws {
    let program = try example.program()
    // Rounding has no derivative, so nothing is rounded.
    let interpreter = GraphInterpreter(isRounding: false)
    func run(_ arguments: [[Double]]) throws -> [SlowTensor] {
      try interpreter.run(program, zip(example.shapes, arguments).map { SlowTensor(TensorType($0, .f32), $1) })
    }
    let (arguments, step) = (example.arguments, 1e-5)
    let found = try run(arguments)
    var largest = 0.0
    for argument in arguments.indices {
      for element in arguments[argument].indices {
        var (above, below) = (arguments, arguments)
        above[argument][element] += step
        below[argument][element] -= step
        let difference = try (run(above)[0].values[0] - run(below)[0].values[0]) / (2 * step)
        let gradient = found[argument + 1].values[element]
        #expect(abs(difference - gradient) < 1e-7, "argument \(argument), element \(element)")
        largest = max(largest, abs(gradient))
      }
    }
    #expect(largest > 0.1)
  }

  @Test func nothingPassesWhatIsDetached() throws {
    let graph = Graph()
    let x = try graph.argument(TensorType([2], .f32))
    let gradient = try graph.gradients(of: (x.detached() * x).total(), withRespectTo: [x])
    let program = try Program(name: "detached", graph: graph, results: gradient)
    #expect(try GraphInterpreter().run(program, [SlowTensor([2], [3, 5])])[0].floats == [3, 5])
  }

  @Test func whatAValueDoesNotDependOnHasZeros() throws {
    let graph = Graph()
    let (x, y) = (try graph.argument(TensorType([2], .f32)), try graph.argument(TensorType([3], .bf16)))
    let gradient = try graph.gradients(of: x.total(), withRespectTo: [y])[0]
    #expect(gradient.type == y.type)
    let program = try Program(name: "zeros", graph: graph, results: [gradient])
    let found = try GraphInterpreter().run(program, [SlowTensor([2], [3, 5]), SlowTensor(y.type, [1, 2, 3])])
    #expect(found[0].floats == [0, 0, 0])
  }

  /// A weight of float32 that a product reads as bfloat16 has a gradient that was never rounded to bfloat16; that of an
  /// activation, on the left, is rounded once.
  @Test func gradientsOfWeightsStayFloat32() throws {
    let graph = Graph()
    let x = try graph.argument(TensorType([1, 2], .f32)), weight = try graph.argument(TensorType([1, 2], .f32))
    let y = try x.converted(to: .bf16).dot(
      weight.converted(to: .bf16), DotDimensions(contracting: ([1], [1])), element: .f32)
    let gradients = try graph.gradients(of: y.total(), seed: graph.constant(1.0 / 3, .f32), withRespectTo: [x, weight])
    let program = try Program(name: "product", graph: graph, results: gradients)
    let (left, right): ([Float], [Float]) = ([1 + 1 / 128, 1.5], [2 + 1 / 64, 3])
    let found = try GraphInterpreter().run(program, [SlowTensor([1, 2], left), SlowTensor([1, 2], right)])
    // The factor itself is rounded: bfloat16 has eight bits.
    let factor: Float = 0.333984375
    func rounded(_ x: Float) -> Float {
      Float(bitPattern: (x.bitPattern + 0x7FFF + (x.bitPattern >> 16 & 1)) & 0xFFFF_0000)
    }
    #expect(found[0].floats == right.map { rounded($0 * factor) } && found[0].floats != right.map { $0 * factor })
    #expect(found[1].floats == left.map { $0 * factor })
  }

  @Test func loopsHaveNoDerivative() throws {
    let graph = Graph()
    let x = try graph.argument(.scalar(.f32))
    let doubled = try graph.repeated(3, carrying: [x], reading: []) { _, _, state, _ in [try state[0] * 2] }
    #expect(throws: GraphError.notDifferentiable(operation: "while")) {
      try graph.gradients(of: doubled[0], withRespectTo: [x])
    }
  }

  @Test func aCustomCallBringsItsOwnRule() throws {
    let graph = Graph()
    let x = try graph.argument(TensorType([2], .f32))
    let rule = CustomGradient { operands, _, gradients in
      guard let gradient = gradients[0] else { return [nil] }
      return [try operands[0] * gradient]
    }
    let call = CustomCall(target: "f", configuration: "", operandLayouts: [[0]], resultLayouts: [[0]], gradient: rule)
    let y = try graph.call(call, [x], types: [x.type])[0]
    let gradient = try graph.gradients(of: y.total(), withRespectTo: [x])
    let program = try Program(name: "call", graph: graph, results: gradient)
    #expect(try GraphInterpreter().run(program, [SlowTensor([2], [3, 5])])[0].floats == [3, 5])
    let opaque = CustomCall(target: "g", configuration: "", operandLayouts: [[0]], resultLayouts: [[0]], gradient: nil)
    let z = try graph.call(opaque, [x], types: [x.type])[0]
    #expect(throws: GraphError.notDifferentiable(operation: "custom_call of g")) {
      try graph.gradients(of: z.total(), withRespectTo: [x])
    }
  }
}
