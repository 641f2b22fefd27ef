import Foundation
import Testing

private let python = ProcessInfo.processInfo.environment["LETTERPRESS_PYTHON"]

/// Checkpoints in the hands of the reference library (Python with `safetensors` and `numpy`, if there is one).
@Suite(.enabled(if: python != nil, "set LETTERPRESS_PYTHON to a Python with safetensors and numpy"))
struct LMPythonTests {
  @Test func safetensorsOpensACheckpointAndFindsCS336sNames() throws {
    let workspace = try Workspace()
    try LMFixture.make(in: workspace)
    #expect(try workspace.run("lm-train", arguments: LMFixture.training(steps: 2)).exitCode == 0)
    let script = """
      import json, sys
      from safetensors import safe_open
      with safe_open(sys.argv[1], "np") as f:
          shapes = {k: list(f.get_tensor(k).shape) for k in f.keys()}
          step = int(f.get_tensor("step")[0])
          print(json.dumps({"shapes": shapes, "step": step, "metadata": f.metadata()}))
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "")
    process.arguments = ["-c", script, workspace.path(LMFixture.checkpoint(2))]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let json = try #require(try JSONSerialization.jsonObject(with: output) as? [String: Any])
    let shapes = try #require(json["shapes"] as? [String: [Int]])
    #expect(json["step"] as? Int == 2)
    #expect(shapes["token_embeddings.weight"] == [257, 32])
    #expect(shapes["lm_head.weight"] == [257, 32])
    #expect(shapes["ln_final.weight"] == [32])
    for layer in 0..<2 {
      for (name, shape) in [
        ("attn.q_proj", [32, 32]), ("attn.k_proj", [32, 32]), ("attn.v_proj", [32, 32]),
        ("attn.output_proj", [32, 32]), ("ffn.w1", [64, 32]), ("ffn.w2", [32, 64]), ("ffn.w3", [64, 32]),
        ("ln1", [32]), ("ln2", [32]),
      ] {
        #expect(shapes["layers.\(layer).\(name).weight"] == shape)
        #expect(shapes["optim.m.layers.\(layer).\(name).weight"] == shape)
        #expect(shapes["optim.v.layers.\(layer).\(name).weight"] == shape)
      }
    }
  }
}
