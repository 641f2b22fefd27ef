import Testing

@testable import Transformer

@Suite struct AccountingTests {
  @Test(arguments: [
    (ModelPreset.gpt2XL, 2_127_057_600.0), (.gpt2Large, 1_072_469_760), (.gpt2Medium, 505_629_696),
    (.gpt2Small, 190_460_160), (.tinystories, 22_696_448), (.owt, 45_224_448),
  ])
  func parametersOfThePresets(preset: ModelPreset, expected: Double) {
    let model = preset.configuration
    #expect(model.parameterAccount.total == expected)
  }

  @Test func parametersOfGPT2XLByComponent() {
    let account = ModelPreset.gpt2XL.configuration.parameterAccount
    #expect(account["token_embeddings"] == 80_411_200)
    #expect(account["lm_head"] == 80_411_200)
    #expect(account["attention.qkv"] == 48 * 3 * 1600 * 1600)
    #expect(account["attention.output"] == 48 * 1600 * 1600)
    #expect(account["ffn"] == 48 * 3 * 1600 * 6400)
    #expect(account["norms"] == 97 * 1600)
  }

  @Test func flopsOfGPT2XLFollow2mnp() {
    let model = ModelPreset.gpt2XL.configuration
    let flops = model.forwardFLOPs(positions: 1024)
    #expect(flops["attention.qkv"] == 48 * 3 * 2 * 1024 * 1600 * 1600)
    #expect(flops["attention.scores"] == 48 * 25 * 2 * 1024 * 64 * 1024)
    #expect(flops["attention.values"] == 48 * 25 * 2 * 1024 * 1024 * 64)
    #expect(flops["attention.output"] == 48 * 2 * 1024 * 1600 * 1600)
    #expect(flops["ffn"] == 48 * 3 * 2 * 1024 * 1600 * 6400)
    #expect(flops["lm_head"] == 2 * 1024 * 1600 * 50_257)
    #expect(flops.total == 4_513_336_524_800)
    #expect(model.trainingFLOPs(sequences: 4).total == 12 * 4_513_336_524_800)
  }

  @Test func causalScoresAreThoseAtOrBelowTheDiagonal() {
    let model = ModelPreset.tinystories.configuration
    let full = model.forwardFLOPs(positions: 256)
    let causal = model.forwardFLOPs(positions: 256, attention: .causal)
    #expect(causal["attention.scores"] == full["attention.scores"] / (256 * 256) * (256 * 257 / 2))
    #expect(causal["ffn"] == full["ffn"])
    #expect((causal.total * 3 / 256 / 1e6 * 10).rounded() == 1086)  // 108.6 MFLOP per token and training step
  }

  @Test(arguments: NormPlacement.allCases, FeedForwardKind.allCases)
  func parametersAgreeWithTheLayout(norm: NormPlacement, feedForward: FeedForwardKind) {
    for tied in [false, true] {
      var model = ModelConfiguration()
      (model.vocabulary, model.layers, model.width, model.heads, model.feedForwardWidth) = (101, 3, 24, 4, 40)
      (model.norm, model.feedForward, model.tieEmbeddings) = (norm, feedForward, tied)
      #expect(model.parameterAccount.total == Double(ParameterLayout(model).parameterCount))
    }
  }

  @Test func memoryOfTheCourse() {
    var model = ModelConfiguration()
    (model.vocabulary, model.contextLength, model.layers, model.width) = (50, 8, 2, 12)
    (model.heads, model.feedForwardWidth, model.feedForward) = (3, 48, .silu)
    let memory = model.courseMemory
    #expect(memory.fixed.total == 16 * model.parameterAccount.total)
    // Per block 2 norms, QKV, values, output, W2: 8 rows of D; scores and softmax; W1 and SiLU. At the end one
    // norm, the logits, one loss per position.
    let block = 8 * 8 * 12 + 2 * 3 * 8 * 8 + 2 * 8 * 48
    #expect(memory.perSequence.total == Double(4 * (2 * block + 8 * 12 + 8 * 50 + 8)))
  }

  @Test func theLargestBatchIsTheLastThatFits() throws {
    for account in [
      ModelPreset.gpt2XL.configuration.courseMemory, try ModelPreset.gpt2XL.configuration.trainingMemory(),
    ] {
      let batch = account.largestBatch(bytes: 80e9)
      #expect(batch >= 1)
      #expect(account.total(sequences: batch) <= 80e9)
      #expect(account.total(sequences: batch + 1) > 80e9)
      #expect(account.largestBatch(bytes: 1e9) == 0)
    }
  }

  @Test func absurdSizesDoNotTrap() throws {
    var model = ModelConfiguration()
    (model.vocabulary, model.contextLength, model.layers, model.width) = (2_097_152, 16_777_216, 10_000, 1_048_576)
    (model.heads, model.feedForwardWidth) = (1_048_576, 4_194_304)
    #expect(model.trainingFLOPs(sequences: 1_048_576).total > 1e30)
    #expect(model.courseMemory.largestBatch(bytes: 1e12) == 0)
    #expect(model.courseMemory.largestBatch(bytes: .infinity) == .max)
    #expect(try model.trainingMemory(threads: 1024).largestBatch(bytes: 1e12) == 0)
    #expect(try model.trainingMemory(threads: 1024).total(sequences: .max) > 1e24)
  }
}
