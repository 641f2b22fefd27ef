import Formats
import Kernels
import Testing
import Transformer

@testable import Checkpoints

/// Settings of earlier versions, and of later ones.
@Suite struct SettingsReaderTests {
  private let members = ModelConfiguration().members

  /// As a setting is read that came with a later version.
  @Test func whatAnOlderVersionDidNotHaveIsItsDefault() {
    var reader = SettingsReader(.object(members))
    #expect(reader.version == 1 && !reader.isNewer)
    #expect(reader.integer("kv_heads", since: 2, missing: 16) == 16 && reader.isComplete)
    // Whoever wrote the version in which it came must have written it.
    #expect(reader.integer("new_in_this_version", since: 1, missing: 16) == 16 && !reader.isComplete)
  }

  @Test func whatIsThereIsRead() {
    var reader = SettingsReader(["kv_heads": 4, "name": "x", "norm": "post"])
    #expect(reader.integer("kv_heads", since: 2, missing: 16) == 4)
    #expect(reader.choice("norm", missing: NormPlacement.pre) == .post && reader.isComplete)
    #expect(reader.integer("name", since: 2, missing: 16) == 16 && !reader.isComplete)
  }

  @Test(arguments: [4, 9_007_199_254_740_993])
  func laterVersionsAreRefused(version: Int) {
    let json = JSONValue.object(
      members.merging([SettingsReader.versionKey: .integer(Int64(version))]) { _, own in own })
    #expect(SettingsReader(json).isNewer && ModelConfiguration(json: json) == nil)
  }

  @Test(arguments: ["1", 0, -1, 1.5, .null] as [JSONValue])
  func whatIsNoVersionIsDamage(version: JSONValue) {
    let json = JSONValue.object(members.merging([SettingsReader.versionKey: version]) { _, own in own })
    #expect(!SettingsReader(json).isNewer && ModelConfiguration(json: json) == nil)
  }

  /// Whoever uses none of the settings that are left out writes what version 1 wrote.
  @Test func whatIsLeftOutAtItsDefault() {
    #expect(members[SettingsReader.versionKey] == nil && members["kv_heads"] == nil)
    var model = ModelConfiguration()
    (model.keyValueHeads, model.normsHeads, model.attentionWindow, model.logitCap) = (4, true, 64, 15)
    (model.valueResidual, model.embeddingResidual) = (true, true)
    #expect(model.members[SettingsReader.versionKey] == 2)
    #expect(ModelConfiguration(json: .object(model.members)) == model)
    for key in ["kv_heads", "qk_norm", "window", "logit_softcap", "value_residual", "embedding_residual"] {
      let damaged = JSONValue.object(model.members.merging([key: "x"]) { $1 })
      #expect(ModelConfiguration(json: damaged) == nil, "\(key)")
    }
  }

  @Test func whatTheThirdVersionKnows() {
    var model = ModelConfiguration()
    model.biases = .qkv
    #expect(model.members[SettingsReader.versionKey] == 3 && model.members["qk_norm"] == nil)
    (model.ownHeadWidth, model.normKind, model.biases) = (6, .layer, [.qkv, .attentionOutput, .feedForward])
    model.normsHeads = true
    for scaling: RotationScaling? in [
      nil, .linear(factor: 2), .llama3(factor: 8, low: 1, high: 4, originalContext: 8192),
    ] {
      model.ropeScaling = scaling
      #expect(model.members[SettingsReader.versionKey] == 3)
      #expect(ModelConfiguration(json: .object(model.members)) == model)
    }
    for key in ["head_width", "norm_kind", "biases", "rope_scaling"] {
      for wrong in ["x", ["qkv", "x"], ["rope_type": "llama3", "factor": 1]] as [JSONValue] {
        #expect(ModelConfiguration(json: .object(model.members.merging([key: wrong]) { $1 })) == nil, "\(key)")
      }
    }
  }

  @Test func everySettingOfToday() {
    for key in members.keys {
      var less = members
      less[key] = nil
      #expect(ModelConfiguration(json: .object(less)) == nil, "\(key)")
    }
    #expect(ModelConfiguration(json: .object(members)) == ModelConfiguration())
  }
}
