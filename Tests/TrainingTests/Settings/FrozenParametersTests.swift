import Testing
import Transformer

@testable import Training

@Suite struct FrozenParametersTests {
  @Test func namesPartsAndStars() {
    func matches(_ pattern: String, _ name: String) -> Bool { FrozenParameters.matches(pattern, name) }
    #expect(matches("ln_final.weight", "ln_final.weight") && !matches("ln_final.weight", "ln_final.weights"))
    #expect(matches("layers.1", "layers.1.ln1.weight") && !matches("layers.1", "layers.10.ln1.weight"))
    #expect(
      matches("layers.1.attn", "layers.1.attn.q_proj.weight") && !matches("layers.1.att", "layers.1.attn.q_proj.weight")
    )
    #expect(matches("*", "a") && matches("*", "") && matches("**", "x") && !matches("", "x"))
    #expect(matches("*.bias", "layers.0.ffn.w1.bias") && !matches("*.bias", "layers.0.ffn.w1.biases"))
    #expect(
      matches("layers.*.ffn.*", "layers.12.ffn.w2.weight") && !matches("layers.*.ffn.*", "layers.12.attn.q_proj.weight")
    )
    #expect(matches("*a*a*b", "xaaaab") && !matches("*a*a*b", "xab"))
  }

  @Test func whatNoParameterIs() throws {
    func text(_ patterns: [String]) -> String {
      do {
        try FrozenParameters(patterns).check(ModelConfiguration())
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
    #expect(text([]) == "accepted" && text(["layers", "lm_head"]) == "accepted")
    #expect(
      text(["layer.0"])
        == "frozen: no parameter is called \"layer.0\" (expected a name such as layers.0.ln1.weight, a part of names up to a "
        + "dot, or * for any characters); give another frozen")
    #expect(text(["*"]) == "frozen: every parameter (expected some that are left to train); leave some out")
  }
}
