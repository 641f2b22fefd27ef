import Foundation
import Testing

/// `manifest export --openlineage`, read by OpenLineage's own Python client.
struct OpenLineagePythonTests {
  private static let python = ProcessInfo.processInfo.environment["LETTERPRESS_PYTHON"]

  private static let script = """
    import json, sys
    from openlineage.client import event_v2, facet_v2
    count = 0
    for line in open(sys.argv[1]):
        raw = json.loads(line)
        def datasets(kind, rows):
            return [kind(namespace=row["namespace"], name=row["name"]) for row in rows]
        event = event_v2.RunEvent(
            eventType=event_v2.RunState(raw["eventType"]), eventTime=raw["eventTime"], producer=raw["producer"],
            run=event_v2.Run(runId=raw["run"]["runId"]), job=event_v2.Job(**{k: raw["job"][k] for k in ("namespace", "name")}),
            inputs=datasets(event_v2.InputDataset, raw["inputs"]), outputs=datasets(event_v2.OutputDataset, raw["outputs"]))
        assert event.schemaURL == raw["schemaURL"], (event.schemaURL, raw["schemaURL"])
        count += 1
    print(count)
    """

  private static let hasClient: Bool = {
    guard let python else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", "import openlineage.client"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  @Test(.enabled(if: hasClient, "set LETTERPRESS_PYTHON to a Python with openlineage-python"))
  func theClientReadsTheEvents() throws {
    let workspace = try Workspace()
    try workspace.write("some text", to: "corpus.txt")
    for size in ["256", "257"] {
      _ = try workspace.run("bpe-train", "--input", "corpus.txt", "--vocab-size", size, "--output", "tokenizer")
    }
    _ = try workspace.run("bpe-encode", "--tokenizer", "tokenizer", "--input", "none.txt", "--output", "encoded")
    let events = try workspace.run("manifest", "export", "--openlineage")
    #expect(events.exitCode == 0)
    try workspace.write(events.text, to: "events.jsonl")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.python))
    process.arguments = ["-c", Self.script, workspace.path("events.jsonl")]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let count = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(count == "\(events.text.split(separator: "\n").count)\n")
  }
}
