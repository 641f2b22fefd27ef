import PJRT
import Testing

@Suite("The signature of a program's text")
struct ProgramSignatureTests {
  @Test("arguments and results, with whatever stands beside them")
  func forms() throws {
    let text = #"""
      module @jit_step attributes {mhlo.num_replicas = 1 : i32} {
        func.func private @helper(%arg0: tensor<9xf64>) -> tensor<9xf64> { return %arg0 : tensor<9xf64> }
        func.func public @main(%arg0: tensor<2x3xbf16> {tf.aliasing_output = 0 : i32, note = "a, (b) \" tensor<1xf32>"},
            %arg1: tensor<i1> loc("x"), %arg2: tensor<0xui16> {jax.buffer_donor = true},
            %arg3: tensor<4xi64> {mhlo.sharding = "{devices=[2]<=[2]}"})
            -> (tensor<2x3xbf16> {jax.result_info = "r[0]"}, tensor<ui8>) {
          return %arg0, %arg1 : tensor<2x3xbf16>, tensor<ui8>
        }
      }
      """#
    let signature = try ProgramSignature(program: text)
    #expect(
      signature.arguments == [
        .init(type: TensorType(.bf16, [2, 3]), isDonated: true), .init(type: TensorType(.pred)),
        .init(type: TensorType(.u16, [0]), isDonated: true), .init(type: TensorType(.s64, [4]), isSharded: true),
      ])
    #expect(signature.results == [TensorType(.bf16, [2, 3]), TensorType(.u8)])
  }

  @Test("one result without a list, and none")
  func fewResults() throws {
    let one = try ProgramSignature(program: "func.func @main() -> tensor<5xf32> { }")
    #expect(one == ProgramSignature(arguments: [], results: [TensorType(.f32, [5])]))
    let none = try ProgramSignature(program: "func.func @main(%a: tensor<f32>) { return }")
    #expect(none.results == [] && none.arguments.count == 1)
  }

  @Test(
    "what has no signature is refused",
    arguments: [
      "", "func.func @other() { }", "func.func @main(%a: tensor<2xf32>", "func.func @main(%a: i32) { }",
      "func.func @main(%a: tensor<?xf32>) { }", "func.func @main(%a: tensor<2xf8E4M3FN>) { }",
      "func.func @main(%a: tensor<2xf32) { }", #"func.func @main(%a: tensor<2xf32> {x = "\"#,
      "func.func @main() -> (tensor<2xf32>", "func.func @main() -> ", "func.func @main(%a: tensor<>) { }",
      "func.func @main(%a: tensor<xf32>) { }", "func.func @main(%a: tensor<-1xf32>) { }",
      "func.func @main(%a: tensor<99999999999999999999xf32>) { }",
    ])
  func refused(text: String) {
    #expect { try ProgramSignature(program: text) } throws: { error in
      if case .program? = error as? CallError { true } else { false }
    }
  }

  @Test("every element type has one name in programs and one number")
  func elementTypes() {
    for type in ElementType.allCases {
      let tensor = TensorType(type, [3])
      let read = try? ProgramSignature(program: "@main(%a: \(tensor.programText))")
      #expect(read?.arguments.map(\.type) == [tensor])
    }
    #expect(TensorType(.f32, [64, 256]).description == "f32[64,256]")
    #expect(TensorType(.pred).programText == "tensor<i1>")
    #expect(TensorType(.f32, [1 << 31, 1 << 31]).byteCount == nil)
    #expect(TensorType(.s64, [0, 5]).byteCount == 0)
  }
}
