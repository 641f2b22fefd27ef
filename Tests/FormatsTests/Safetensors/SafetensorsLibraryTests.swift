import Foundation
import Testing

@testable import Formats

/// The reference library and ours read each other's files.
@Suite struct SafetensorsLibraryTests {
  @Test(.enabled(if: PythonTool.has("safetensors") && PythonTool.has("numpy"))) func theLibraryReadsOurs() throws {
    let folder = try TestFolder()
    _ = try SafetensorsTests.write(folder.file("a"))
    let script = """
      import sys
      from safetensors import safe_open
      with safe_open(sys.argv[1], "numpy") as f:
          print(f.metadata()["config"], sorted(f.keys()))
          print(f.get_tensor("weights").tolist()[0], f.get_tensor("step").tolist(), f.get_tensor("a.scalar").tolist())
          print(f.get_tensor("empty").shape)
      """
    #expect(
      try PythonTool.run(script, [folder.file("a")])
        == """
        {} ['a.scalar', 'empty', 'step', 'weights']
        [1.0, -2.0, 3.5] [123, -1] 7.0
        (0, 4)

        """)
  }

  @Test(.enabled(if: PythonTool.has("safetensors") && PythonTool.has("numpy"))) func weReadTheLibrarys() throws {
    let folder = try TestFolder()
    let script = """
      import sys, numpy
      from safetensors.numpy import save_file
      save_file({"b": numpy.arange(6, dtype="float32").reshape(2, 3), "a": numpy.array([1, -2], dtype="int64"),
                 "h": numpy.array([0.5, -3], dtype="float16")}, sys.argv[1], {"k": "v"})
      """
    _ = try PythonTool.run(script, [folder.file("a")])
    let file = try SafetensorsFile(path: folder.file("a"))
    #expect(file.metadata == ["k": "v"])
    #expect(Array(try file.floats("b", shape: [2, 3])) == [0, 1, 2, 3, 4, 5])
    #expect(try file.integers("a") == [1, -2])
    var halves = [Float](repeating: 0, count: 2)
    try halves.withUnsafeMutableBufferPointer { try file.copyFloats("h", into: $0) }
    #expect(halves == [0.5, -3])
  }
}
