import TestSupport
import Testing

@testable import Formats

/// TensorBoard's own reader opens our event files.
@Suite struct TensorBoardLibraryTests {
  private static let script = """
    import sys
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.plugins.hparams import metadata
    run = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "tensors": 0}).Reload()
    for tag in run.Tags()["scalars"]:
        print(tag, [(e.step, round(e.value, 4)) for e in run.Scalars(tag)])
    for e in run.Tensors("samples") if "samples" in run.Tags()["tensors"] else []:
        print("samples", e.step, e.tensor_proto.string_val[0].decode())
    found = run.PluginTagToContent("hparams") if "hparams" in run.summary_metadata or True else {}
    start = metadata.parse_session_start_info_plugin_data(found[metadata.SESSION_START_INFO_TAG])
    for name in sorted(start.hparams):
        value = start.hparams[name]
        print(name, getattr(value, value.WhichOneof("kind")))
    if metadata.SESSION_END_INFO_TAG in found:
        print("status", metadata.parse_session_end_info_plugin_data(found[metadata.SESSION_END_INFO_TAG]).status)
    """

  private func session(_ folder: TestFolder, at step: Int?, _ losses: [(Int, Double)], ends: Bool) throws {
    let writer = try TensorBoardWriter(folder: folder.path, continuingAt: step, wallTime: 1000)
    let settings: [String: JSONValue] = ["lr": 0.001, "layers": 2, "norm": "pre", "tie": false]
    try writer.append(TensorBoardEvent(wallTime: 1000, step: step ?? 0, .settings(settings)))
    for (step, loss) in losses {
      let record: JSONValue = ["step": .integer(Int64(step)), "loss": .number(loss)]
      try writer.append(try #require(TensorBoardEvent(metrics: record, wallTime: 1001)))
    }
    try writer.append(TensorBoardEvent(sample: "one\ntwo", step: losses.last?.0 ?? 0, wallTime: 1002))
    if ends { try writer.append(TensorBoardEvent(wallTime: 1003, step: 9, .sessionEnd(succeeded: true))) }
    writer.close()
  }

  private static let settingsLines = "layers 2.0\nlr 0.001\nnorm pre\ntie False\n"

  /// Where the library is not at hand: the bytes are those that it read on the day the digest was noted.
  @Test func theFileIsTheOneThatItReads() throws {
    let folder = try TestFolder()
    try session(folder, at: nil, [(1, 4), (2, 3.5)], ends: true)
    let digest = Digest.of(try folder.bytes(try #require(try folder.names().first)))
    #expect(
      digest.description == "c5da3667b16633503e39b908a69a9924f6e14169df6a16189b0343c0a35474ed",
      "let TensorBoard read it (itReadsNumbersTextsAndSettings), then note the new digest")
  }

  @Test(.python(with: "tensorboard")) func itReadsNumbersTextsAndSettings() throws {
    let folder = try TestFolder()
    try session(folder, at: nil, [(1, 4), (2, 3.5)], ends: true)
    #expect(
      try PythonTool.run(Self.script, [folder.path])
        == "loss/train [(1, 4.0), (2, 3.5)]\nsamples 2     one\n    two\n\(Self.settingsLines)status 1\n")
  }

  @Test(.python(with: "tensorboard")) func aRunThatGoesOnHasEachStepOnce() throws {
    let folder = try TestFolder()
    try session(folder, at: nil, [(1, 4), (2, 3.5), (3, 3), (4, 2.5)], ends: false)
    // Killed: the last record is cut short. The checkpoint was after step 2.
    let name = try #require(try folder.names().first)
    try folder.write(try folder.bytes(name).dropLast(7), to: name)
    try session(folder, at: 3, [(3, 30), (4, 25)], ends: true)
    let text = try PythonTool.run(Self.script, [folder.path])
    #expect(text.hasPrefix("loss/train [(1, 4.0), (2, 3.5), (3, 30.0), (4, 25.0)]\nsamples 4     one\n"))
    #expect(text.hasSuffix("status 1\n"))
  }
}
