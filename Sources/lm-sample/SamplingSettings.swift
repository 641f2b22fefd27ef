import Messages
import Transformer

/// How text is drawn: the flags as one value, which a conversation changes.
struct SamplingSettings: Equatable {
  var temperature: Double
  var topK: Int?
  var topP: Double
  var maxNewTokens: Int
  var samples: Int
  /// Nil draws a new one for each text.
  var seed: UInt64?
  var bansSeparator: Bool

  static let tokenCounts = 1...1_000_000_000

  init(_ flags: SamplingFlags) {
    temperature = flags.temperature
    topK = flags.topK
    topP = flags.topP
    maxNewTokens = flags.maxNewTokens
    samples = flags.samples
    seed = flags.seed
    bansSeparator = flags.banEos
  }

  /// A seed that is short enough to be typed again.
  static var newSeed: UInt64 { UInt64(UInt32.random(in: 1...UInt32.max)) }

  /// Whether chance has a part in the text.
  var isRandom: Bool { temperature > 0 && topK != 1 }

  /// The rule, `banned` tokens left out.
  ///
  /// - Throws: `SamplingError` for values that make none
  func rule(banned: Set<UInt32> = []) throws -> SamplingRule {
    try SamplingRule(temperature: temperature, topK: topK, topP: topP, banned: banned)
  }
}
