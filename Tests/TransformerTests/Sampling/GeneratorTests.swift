import Kernels
import Parallel
import Randomness
import Testing

@testable import Transformer

@Suite struct GeneratorTests {
  private let model: LanguageModel

  init() throws {
    var configuration = ModelConfiguration()
    (configuration.vocabulary, configuration.contextLength, configuration.width) = (19, 8, 16)
    (configuration.layers, configuration.heads, configuration.feedForwardWidth) = (2, 2, 24)
    model = try LanguageModel(
      configuration: configuration, operations: CPUOperations(team: ThreadTeam(threads: 1)))
    model.initialize(seed: 5)
  }

  private func generate(
    _ count: Int, prompt: [UInt32], rule: SamplingRule, samples: Int = 1, seed: UInt64 = 1, separator: UInt32? = nil,
    reserved: Int? = nil
  ) throws -> (texts: [[UInt32]], generator: Generator) {
    let generator = try Generator(
      model: InferenceModel(model), rule: rule, prompt: prompt, samples: samples, seed: seed,
      ends: separator.map { [$0] } ?? [], newTokens: reserved)
    var texts = [[UInt32]](repeating: [], count: samples)
    for _ in 0..<count where !generator.isFinished {
      for (sample, token) in try generator.next().enumerated() {
        if let token { texts[sample].append(token) }
      }
    }
    return (texts, generator)
  }

  /// The obvious way: for every token a pass over the last tokens that fit, from nothing.
  private func slowlyGreedy(_ count: Int, prompt: [UInt32]) throws -> [UInt32] {
    var history = prompt
    for _ in 0..<count {
      let session = try InferenceSession(model: model)
      let logits = try session.append(Array(history.suffix(model.configuration.contextLength)))
      var best = 0
      for token in logits.indices where logits[token] > logits[best] { best = token }
      history.append(UInt32(best))
    }
    return Array(history.dropFirst(prompt.count))
  }

  @Test(arguments: [1, 5, 8, 9, 30])
  func greedyEqualsAPassOverTheWindowForEveryToken(promptLength: Int) throws {
    let prompt = (0..<promptLength).map { UInt32($0 * 7 % 19) }
    let (texts, generator) = try generate(20, prompt: prompt, rule: SamplingRule(temperature: 0))
    #expect(texts[0] == (try slowlyGreedy(20, prompt: prompt)))
    #expect(generator.windowHasMoved)
  }

  /// With room for the prompt and the new tokens alone, or for the whole context: the same logits, and so the same choices.
  @Test(arguments: [1, 2, 5, 7, 8, 9, 30])
  func theRoomOfTheCacheDecidesNothing(promptLength: Int) throws {
    let prompt = (0..<promptLength).map { UInt32($0 * 7 % 19) }
    let rule = try SamplingRule(temperature: 1.3, topP: 0.95)
    for count in [1, 2, 3, 7, 20] {
      let (texts, generator) = try generate(count, prompt: prompt, rule: rule, samples: 3)
      let (same, small) = try generate(count, prompt: prompt, rule: rule, samples: 3, reserved: count)
      #expect(same == texts)
      #expect(small.windowHasMoved == generator.windowHasMoved)
    }
    _ = try generate(1, prompt: prompt, rule: rule, reserved: .max)
  }

  /// To the bit, also where a prompt is longer than what is taken in at once.
  @Test func theRoomOfTheCacheDecidesNoBit() throws {
    var configuration = model.configuration
    (configuration.contextLength, configuration.keyValueHeads) = (400, 1)
    let long = try LanguageModel(configuration: configuration, operations: CPUOperations(team: ThreadTeam(threads: 2)))
    long.initialize(seed: 6)
    for length in [1, 40, 127, 128, 129, 300] {
      let prompt = (0..<length).map { UInt32($0 * 5 % 19) }
      let sessions = try [nil, length + 3].map { try InferenceSession(model: long, batch: 2, capacity: $0) }
      #expect(sessions.map(\.capacity) == [400, length + 3])
      let first = try sessions.map { Array(try $0.append(prompt: prompt)).map(\.bitPattern) }
      #expect(first[0] == first[1])
      for token in [UInt32(3), 11] {
        let next = try sessions.map { Array(try $0.append([token, token + 1])).map(\.bitPattern) }
        #expect(next[0] == next[1])
      }
    }
  }

  @Test func theWindowStaysWhileThereIsRoom() throws {
    let (_, generator) = try generate(6, prompt: [1, 2], rule: SamplingRule())
    #expect(!generator.windowHasMoved)
  }

  @Test func samplesAreIndependentOfTheirNumber() throws {
    let rule = try SamplingRule(temperature: 1.3, topK: 12, topP: 0.95)
    let three = try generate(6, prompt: [3, 4], rule: rule, samples: 3).texts
    let five = try generate(6, prompt: [3, 4], rule: rule, samples: 5).texts
    #expect(Array(five.prefix(3)) == three)
    #expect(Set(five).count > 1)
    #expect(try generate(6, prompt: [3, 4], rule: rule, samples: 3, seed: 2).texts != three)
  }

  /// Through the moving window too, where passes over many rows take another way than single tokens.
  @Test(arguments: [[5], [3, 4], [1, 2, 3, 4, 5, 6, 7, 8, 9]] as [[UInt32]])
  func theSameTextAloneAndAmongMany(prompt: [UInt32]) throws {
    let rule = try SamplingRule(temperature: 1.1)
    let alone = try generate(20, prompt: prompt, rule: rule).texts[0]
    let many = try generate(20, prompt: prompt, rule: rule, samples: 17).texts
    #expect(many[0] == alone)
    #expect(Set(many).count == 17)
  }

  @Test func aSampleThatEndedStaysSilentWhileOthersGoOn() throws {
    let rule = try SamplingRule(temperature: 2)
    let (texts, generator) = try generate(200, prompt: [0], rule: rule, samples: 4, separator: 7)
    #expect(generator.isFinished)
    #expect(generator.hasEnded == [true, true, true, true])
    #expect(texts.allSatisfy { !$0.contains(7) })
    #expect(Set(texts.map(\.count)).count > 1)
    let banned = try generate(60, prompt: [0], rule: SamplingRule(temperature: 2, banned: [7]), separator: 7)
    #expect(banned.texts[0].count == 60)
    #expect(!banned.generator.isFinished)
  }

  @Test func badPromptsAreRefused() throws {
    #expect(throws: SamplingError.emptyPrompt) { try generate(1, prompt: [], rule: SamplingRule()) }
    #expect(throws: SamplingError.promptOutsideVocabulary(token: 19, vocabulary: 19)) {
      try generate(1, prompt: [3, 19], rule: SamplingRule())
    }
  }
}
