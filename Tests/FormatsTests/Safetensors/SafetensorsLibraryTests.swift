import Foundation
import TestSupport
import Testing

@testable import Formats

/// The reference library and ours read each other's files: with the library where it is at hand, and everywhere with
/// what it wrote and read on the day that the goldens were noted (safetensors 0.8).
@Suite struct SafetensorsLibraryTests {
  @Test func theFileIsTheOneThatTheLibraryReads() throws {
    let folder = try TestFolder()
    let file = try SafetensorsTests.write(folder.file("a"))
    #expect(
      file.digest.description
        == "4222a3af20c74e1db372780d04d45a8ae4bad665f7b0d8aa5efe3adaad9f3974",
      "let the library read it (theLibraryReadsOurs), then note the new digest")
  }

  @Test(.python(with: "safetensors", "numpy")) func theLibraryReadsOurs() throws {
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

  /// Writes the file of `theirs` to its first argument.
  private static let script = """
    import sys, numpy
    from safetensors.numpy import save_file
    save_file({"b": numpy.arange(6, dtype="float32").reshape(2, 3), "a": numpy.array([1, -2], dtype="int64"),
               "h": numpy.array([0.5, -3], dtype="float16")}, sys.argv[1], {"k": "v"})
    """

  /// What the library made of the script, in Base64.
  private static let theirs = """
    wAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJrIjoidiJ9LCJhIjp7ImR0eXBlIjoiSTY0Iiwic2hhcGUiOlsyXSwiZGF0YV9v
    ZmZzZXRzIjpbMCwxNl19LCJiIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsyLDNdLCJkYXRhX29mZnNldHMiOlsxNiw0MF19
    LCJoIjp7ImR0eXBlIjoiRjE2Iiwic2hhcGUiOlsyXSwiZGF0YV9vZmZzZXRzIjpbNDAsNDRdfX0BAAAAAAAAAP7/////////
    AAAAAAAAgD8AAABAAABAQAAAgEAAAKBAADgAwg==
    """

  private func expectTheirs(_ path: String) throws {
    let file = try SafetensorsFile(path: path)
    #expect(file.metadata == ["k": "v"])
    #expect(Array(try file.floats("b", shape: [2, 3])) == [0, 1, 2, 3, 4, 5])
    #expect(try file.integers("a") == [1, -2])
    var halves = [Float](repeating: 0, count: 2)
    try halves.withUnsafeMutableBufferPointer { try file.copyFloats("h", into: $0) }
    #expect(halves == [0.5, -3])
  }

  @Test func weReadWhatTheLibraryWrote() throws {
    let folder = try TestFolder()
    let bytes = try #require(Data(base64Encoded: Self.theirs, options: .ignoreUnknownCharacters))
    try expectTheirs(folder.write(bytes, to: "a"))
  }

  @Test(.python(with: "safetensors", "numpy")) func weReadTheLibrarys() throws {
    let folder = try TestFolder()
    _ = try PythonTool.run(Self.script, [folder.file("a")])
    try expectTheirs(folder.file("a"))
  }
}
