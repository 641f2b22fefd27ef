import Testing

@testable import PJRT

@Suite("A plugin's optimized program")
struct OptimizedProgramTests {
  /// An entry with a fusion, a custom call, a copy in two halves and a loop, whose body has one fusion; and the inside of
  /// a fusion, which is no launch.
  private var module: ProtobufWriter {
    var module = ProtobufWriter()
    module.append("module", field: 1)
    module.append(field: 3) {
      add(
        to: &$0, id: 1,
        [
          ("parameter", "", []), ("fusion", "", [3]), ("custom-call", "gemm", []), ("copy-start", "", []),
          ("copy-done", "", []), ("while", "", [2]), ("tuple", "", []),
        ])
    }
    module.append(field: 3) { add(to: &$0, id: 2, [("fusion", "", [3]), ("while", "", [2])]) }
    module.append(field: 3) { add(to: &$0, id: 3, [("add", "", []), ("multiply", "", [])]) }
    module.append(Int64(1), field: 6)
    return module
  }

  private func add(
    to computation: inout ProtobufWriter, id: Int64, _ instructions: [(String, String, [Int64])]
  ) {
    computation.append("computation", field: 1)
    for (opcode, target, calls) in instructions {
      computation.append(field: 2) { instruction in
        instruction.append(opcode + ".1", field: 1)
        instruction.append(opcode, field: 2)
        instruction.append(Double(1), field: 99)
        if !target.isEmpty { instruction.append(target, field: 28) }
        if !calls.isEmpty { instruction.append(packed: calls, field: 38) }
      }
    }
    computation.append(id, field: 5)
  }

  @Test("launches are counted, what only names memory is not")
  func launches() throws {
    let program = try #require(OptimizedProgram(format: "hlo", bytes: module.bytes))
    #expect(program.launches == ["fusion": 2, "gemm": 1, "copy-start": 1])
    #expect(program.launchCount == 4)
    var whole = ProtobufWriter()
    whole.append(bytes: module.bytes, field: 1)
    whole.append("configuration", field: 2)
    #expect(OptimizedProgram(format: "hlo_with_config", bytes: whole.bytes) == program)
    #expect(OptimizedProgram(format: "text", bytes: module.bytes) == nil)
  }

  @Test("bytes that are cut or wrong never trap")
  func damaged() {
    let bytes = module.bytes
    for count in 0..<bytes.count { _ = OptimizedProgram(format: "hlo", bytes: Array(bytes[..<count])) }
    for place in bytes.indices {
      for value in [0, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[place] = value
        _ = OptimizedProgram(format: "hlo", bytes: changed)?.launches
      }
    }
    #expect(OptimizedProgram(format: "hlo", bytes: []) == nil)
    #expect(OptimizedProgram(format: "hlo", bytes: [UInt8](repeating: 0xFF, count: 30)) == nil)
  }
}
