import CommandSupport
import Formats
import Messages

/// The minimal pairs, as a stage of the pipeline.
struct PairsJob {
  let path: String
  /// Pairs of each phenomenon.
  let count: Int
  let seed: UInt64
  let options: StageOptions

  func perform() throws {
    let stage = try Stage(
      tool: TellStories.tool, semantics: 1, configuration: ["minimal_pairs": .integer(Int64(count))], seed: seed,
      inputs: [], outputs: [path], options: options)
    guard let (file, pairs) = try stage.run(write) else { return }
    if options.json {
      let result: JSONValue = [
        "bytes": .integer(Int64(file.bytes)), "pairs": .integer(Int64(pairs)), "output": .string(path),
        "phenomena": .array(Phenomenon.all.map { .string($0.name) }), "sha256": .string(file.digest.hex),
      ]
      Terminal.result(result.canonical)
    } else {
      Terminal.result("\(path): \(Units.counted(pairs, "pair")), \(Units.bytes(file.bytes))")
    }
  }

  private func write(_ run: StageRun) throws -> (file: WrittenFile, pairs: Int) {
    let writer = try AtomicFileWriter(path: path)
    let teller = PairTeller(seed: seed)
    for (place, phenomenon) in Phenomenon.all.enumerated() {
      let pairs = teller.pairs(place, count: count)
      guard pairs.count == count else {
        throw ToolFailure.usage(
          "--pairs \(count): there are no more than \(pairs.count) of \(Printable.quoted(phenomenon.name)) (expected so many "
            + "that differ); ask for fewer")
      }
      for pair in pairs { try writer.write(Array((pair.json.canonical + "\n").utf8)) }
    }
    let file = try writer.commit()
    let total = count * Phenomenon.all.count
    try run.output(role: "pairs", file, kind: "minimal pairs")
    run.metric("pairs", Double(total))
    return (file, total)
  }
}

extension MinimalPair {
  fileprivate var json: JSONValue {
    ["phenomenon": .string(phenomenon), "good": .string(good), "bad": .string(bad)]
  }
}
