/// The environment as engines fill it, read strictly: a variable that is there and wrong is an error, never a guess.
struct EngineVariables {
  private let value: (String) -> String?

  init(_ value: @escaping (String) -> String?) {
    self.value = value
  }

  /// A variable's text; nil if it is not set or empty.
  func text(_ name: String) -> String? {
    guard let text = value(name), !text.isEmpty else { return nil }
    return text
  }

  /// A variable's number, 0 or more; nil if it is not set.
  /// - Throws: `EngineError.notNumber`.
  func number(_ name: String) throws(EngineError) -> Int? {
    guard let text = text(name) else { return nil }
    // Ids have at most ten digits; more could only overflow later.
    guard text.utf8.count <= 10, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
      throw .notNumber(variable: name, value: text)
    }
    return number
  }

  /// A rank and the number of processes; nil if neither is set.
  /// - Throws: `EngineError` if only one is set, or the rank is too high.
  func rank(_ rankName: String, of sizeName: String) throws(EngineError) -> (rank: Int, size: Int)? {
    let rank = try number(rankName)
    let size = try number(sizeName)
    guard let rank else {
      if size == nil { return nil }
      throw .missing(variable: rankName, beside: sizeName)
    }
    guard let size else { throw .missing(variable: sizeName, beside: rankName) }
    guard rank < size else { throw .rankOutside(rank: rank, size: size, variable: rankName) }
    return (rank, size)
  }
}
