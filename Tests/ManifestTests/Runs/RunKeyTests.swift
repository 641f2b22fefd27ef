import Formats
import Testing

@testable import Manifest

struct RunKeyTests {
  private func input(_ role: String, _ digit: Character, inKey: Bool = true, path: String = "a") -> RecordedFile {
    let digest = Digest(hex: String(repeating: digit, count: 64))
    return RecordedFile(
      role: role, path: path, identity: digest, fileDigest: digest, bytes: 1, seen: nil, inKey: inKey)
  }

  private func key(
    stage: String = "lm-train", semantics: Int = 3, lr: Double = 0.001, seed: UInt64? = .max,
    inputs: [RecordedFile]? = nil
  ) -> Digest? {
    RunKey.make(
      stage: stage, semantics: semantics,
      configuration: ["lr": .number(lr), "model": ["layers": 4, "name": "small"]], seed: seed,
      inputs: inputs ?? [input("dataset", "1"), input("vocab", "2")])
  }

  /// Made with Python: `hashlib.sha256(json.dumps(…, sort_keys=True, separators=(',', ':')).encode())`. Keys in
  /// people's manifests must stay what they are.
  @Test func isTheSameForever() {
    #expect(key()?.hex == "2cdd0daa2310f485f99779ee0eaef0c0ba30288076699039f05901e9725c64ca")
  }

  @Test func changesWithEverythingThatDecidesTheResult() {
    let keys = [
      key(), key(stage: "lm-eval"), key(semantics: 4), key(lr: 0.002), key(seed: nil), key(seed: 1),
      key(inputs: [input("vocab", "2"), input("dataset", "1")]), key(inputs: [input("dataset", "1")]),
      key(inputs: [input("dataset", "2"), input("vocab", "1")]),
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test func ignoresPathsAndWhatDoesNotDecideTheResult() {
    #expect(key(inputs: [input("dataset", "1", path: "elsewhere"), input("vocab", "2")]) == key())
    let checkpoint = input("checkpoint", "3", inKey: false)
    #expect(key(inputs: [input("dataset", "1"), input("vocab", "2"), checkpoint]) == key())
  }

  @Test func isUnknownWhileAnInputIs() {
    var unknown = input("corpus", "1")
    unknown.identity = nil
    #expect(key(inputs: [unknown]) == nil)
  }
}
