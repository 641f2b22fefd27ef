import Platform

/// The loss to expect of a model trained on a text that it may see several times.
///
/// The law and its constants are those of Muennighoff et al. 2023 (https://arxiv.org/abs/2305.16264), which is
/// Chinchilla's (Hoffmann et al. 2022) with returns that diminish when text is repeated and when a model is larger than
/// its text can fill. It was fitted on larger models and other text: here it only compares sizes with each other.
struct ScalingLaw {
  private static let (irreducible, parameterFactor, tokenFactor, exponent) = (1.87, 521.0, 1488.0, 0.353)
  /// After how many repetitions more of them, or more parameters, have lost 63% of their worth.
  private static let (tokenRepetitions, parameterRepetitions) = (15.4, 5.3)

  /// Tokens to a parameter where computing is best divided between size and text: about 19.5.
  static let tokensPerParameter = pow(tokenFactor / parameterFactor, 1 / exponent)

  /// What a model of this size and training comes to.
  ///
  /// - Parameters:
  ///   - parameters: of the model
  ///   - tokens: that it is trained on, repetitions included
  ///   - text: tokens of the text
  /// - Returns: nats per token
  static func loss(parameters: Double, tokens: Double, text: Double) -> Double {
    let unique = min(tokens, text)
    let seen = effective(tokens, unique: unique, repetitions: tokenRepetitions)
    let fitting = min(parameters, unique / tokensPerParameter)
    let used = effective(parameters, unique: fitting, repetitions: parameterRepetitions)
    return irreducible + parameterFactor / pow(used, exponent) + tokenFactor / pow(seen, exponent)
  }

  private static func effective(_ amount: Double, unique: Double, repetitions: Double) -> Double {
    let again = max(0, amount / unique - 1)
    return unique * (1 + repetitions * (1 - exp(-again / repetitions)))
  }
}
