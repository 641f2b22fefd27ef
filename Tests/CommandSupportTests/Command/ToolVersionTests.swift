import Kernels
import Testing

@testable import CommandSupport

@Suite("What --version says")
struct ToolVersionTests {
  @Test("the instruction set is the one whose kernels run where nobody asks for another")
  func instructionSet() { #expect(ToolVersion.instructionSet == CPUOperations.availableInstructionSets.first) }

  @Test("machines with other processors, or other builds of the same code, have the same code")
  func code() {
    let code = ToolVersion.code(of: "lm-train")
    #expect(code.hasPrefix("lm-train \(ToolVersion.current) (commit "))
    #expect(ToolVersion.line("lm-train").hasPrefix(code.dropLast()))
    #expect(!code.contains(ToolVersion.instructionSet) && !code.contains(ToolVersion.build))
  }
}
