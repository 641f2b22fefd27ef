import ModelPrograms
import StableHLO
import Testing
import Training
import Transformer

@Suite struct ParameterGroupTests {
  /// One copy for each group moves all of the model.
  @Test("groups are all tensors, once, without gaps inside", arguments: Ablation.all)
  func groups(of ablation: Ablation) {
    let (groups, layout) = (ParameterGroup.all(of: ablation.configuration), ParameterLayout(ablation.configuration))
    #expect(groups.flatMap(\.tensors) == layout.tensors)
    #expect(Set(groups.map(\.name)).count == groups.count)
    for group in groups {
      #expect(group.range.lowerBound == group.tensors.first?.offset && group.type.count == group.range.count)
      #expect(group.range.upperBound == group.tensors.last?.range.upperBound)
      #expect(zip(group.tensors, group.tensors.dropFirst()).allSatisfy { $0.range.upperBound == $1.offset })
    }
    let model = ablation.configuration
    let perNorm = model.norm == .none ? 0 : model.normKind == .layer ? 2 : 1
    let biases = ParameterLayout(model).blocks[0].biases.all.count
    let perBlock = 4 + 2 * perNorm + biases + (model.normsHeads ? 2 : 0)
    let numbers = (model.layers - 1) * [model.valueResidual, model.embeddingResidual].count { $0 }
    let outside = 1 + (model.position == .learned ? 1 : 0) + perNorm + (model.tieEmbeddings ? 0 : 1)
    #expect(groups.count == perBlock * model.layers + numbers + outside)
  }

  @Test func namesAndShapes() {
    let groups = ParameterGroup.all(of: Ablation.standard.configuration)
    #expect(
      groups.prefix(7).map { "\($0.name) \($0.shape)" } == [
        "token_embeddings.weight [24, 8]", "layers.0.ln1.weight [8]", "layers.0.attn.qkv_proj.weight [24, 8]",
        "layers.0.attn.output_proj.weight [8, 8]", "layers.0.ln2.weight [8]", "layers.0.ffn.w1_w3.weight [24, 8]",
        "layers.0.ffn.w2.weight [8, 12]",
      ])
    #expect(groups[2].tensors.map(\.name) == ["q", "k", "v"].map { "layers.0.attn.\($0)_proj.weight" })
  }

  @Test func bindingsAreWhatTheProgramTakes() throws {
    let shape = BatchShape(batch: 3, positions: 5)
    var request = TrainingProgram(Ablation.standard.configuration, shape: shape, settings: quickSettings())
    (request.stepsPerLaunch, request.accumulation, request.replicas) = (2, 4, 2)
    let built = try request.build()
    #expect(built.inputs.map(\.type) == built.program.graph.arguments)
    #expect(built.outputs.map(\.type) == built.program.results.map(\.type))
    #expect(built.inputs.first { $0.name == "windows" }?.type == TensorType([2, 4, 3, 6], .u16))
    #expect(built.inputs.last == built.inputs[built.input("scalars") ?? 0])
    #expect(built.program.donations.count == built.inputs.count - 2 && built.program.replicas == 2)
    #expect(built.input("optim.m.ln_final.weight") != nil && built.output("taken") == built.outputs.count - 1)
    #expect(built.input("nothing") == nil && request.tokensPerStep == 3 * 5 * 4 * 2)
    #expect(try request.build().program.text == built.program.text)
  }

  /// The first step moves by the whole rate.
  @Test func scalars() {
    let settings = quickSettings {
      ($0.optimizer.beta1, $0.optimizer.beta2, $0.optimizer.weightDecay) = (0.9, 0.999, 0.1)
    }
    let first = StepScalars.values(step: 1, learningRate: 0.5, settings: settings)
    #expect(first[..<4] == [5, 5, 5, 5] && first[4..<8] == [0.95, 0.95, 0.95, 0.95])
    #expect(first.count == StepScalars.count && abs(first[8] - 0.0316228) < 1e-7)
    let late = StepScalars.values(step: 1_000_000, learningRate: 0.5, settings: settings)
    #expect(late[0] == 0.5 && late[4] == 0.95 && late[8] == 1)
  }

  @Test func attentionForADevice() {
    var configuration = ModelConfiguration()
    #expect(AttentionForm.best(platform: "cuda", configuration, .bf16) == .fused)
    #expect(AttentionForm.best(platform: "cuda", configuration, .fp32) == .plain)
    #expect(AttentionForm.best(platform: "cpu", configuration, .bf16) == .plain)
    for (width, heads) in [(512, 2), (60, 3), (36, 3)] {
      (configuration.width, configuration.heads) = (width, heads)
      #expect(AttentionForm.best(platform: "cuda", configuration, .bf16) == .plain)
    }
  }
}
