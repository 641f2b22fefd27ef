import Foundation
import Testing

/// What the tools make with each instruction set of this machine: the same bytes wherever numbers are whole, and close
/// ones where they are not.
@Suite struct InstructionSetTests {
  private static let sets = ["avx512", "avx2", "neon", "portable"]

  private func files(_ workspace: Workspace, _ folders: [String]) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for folder in folders {
      for name in try workspace.list(folder) { files["\(folder)/\(name)"] = try workspace.read("\(folder)/\(name)") }
    }
    return files
  }

  /// A checkpoint's header: names, shapes, places and settings; the digests of the weights apart.
  private func header(_ workspace: Workspace, _ path: String) throws -> [String: Any] {
    let bytes = try workspace.read(path)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    var header = try #require(try JSONSerialization.jsonObject(with: bytes[8..<8 + length]) as? [String: Any])
    var metadata = try #require(header["__metadata__"] as? [String: Any])
    #expect(metadata.removeValue(forKey: "parameters_sha256") != nil)
    #expect(metadata.removeValue(forKey: "state_sha256") != nil)
    header["__metadata__"] = metadata
    return header
  }

  private func validLosses(_ workspace: Workspace) throws -> [Double] {
    try LMFixture.records(workspace, run: "model").compactMap { $0["valid_loss"] as? Double }
  }

  @Test func theSameTokensAndNearlyTheSameWeights() throws {
    var made: [(files: [String: Data], header: NSDictionary, losses: [Double])] = []
    machines: for set in Self.sets {
      let workspace = try Workspace()
      for (tool, arguments) in [
        ("tell-stories", "--megabytes 0.2 --output corpus.txt"),
        ("bpe-train", "--input corpus.txt --vocab-size 500 --special-token <|endoftext|> --output tokenizer"),
        ("bpe-encode", "--tokenizer tokenizer --input corpus.txt --parts 3 --output encoded"),
        ("shard", "--input encoded --shuffle --seed 3 --valid-fraction 0.1 --output dataset"),
        (
          "lm-train",
          "--dataset dataset --output model --context-length 32 --d-model 32 --layers 2 --heads 2 --d-ff 64 "
            + "--steps 40 --batch-size 8 --validate-every 10 --validation-tokens 2000 --no-tensorboard"
        ),
      ] {
        let result = try workspace.run(
          tool, arguments: arguments.split(separator: " ").map(String.init), environment: ["LETTERPRESS_ISA": set])
        // Another processor's, which only the kernels refuse: the last of the tools.
        if result.lastErrorLine.contains("this machine does not run") { continue machines }
        #expect(result.exitCode == 0, "\(set) \(tool): \(result.standardError)")
      }
      made.append(
        (
          try files(workspace, ["tokenizer", "encoded", "dataset"]),
          try header(workspace, "model/step-00000040.safetensors") as NSDictionary, try validLosses(workspace)
        ))
    }
    #expect(made.count >= 2)
    for other in made.dropFirst() {
      #expect(other.files == made[0].files)
      #expect(other.header == made[0].header)
      #expect(other.losses.count == made[0].losses.count && made[0].losses.count == 4)
      // docs/reliability.md: measured are 4e-9.
      for (one, two) in zip(made[0].losses, other.losses) { #expect(abs(one - two) < 1e-6 * one) }
    }
  }
}
