import Formats
import Transformer

/// What the shapes of a state dict do not tell of its model.
package struct StateDictShape: Sendable, Equatable {
  /// Attention heads of a block.
  package var heads: Int?
  /// Tokens that the model saw at once in its training.
  package var contextLength: Int?
  /// Base of the rotary angles; not needed without rotary positions.
  package var ropeTheta: Double?
  /// Where a model with norms has them; before the sublayers if not said.
  package var norm: NormPlacement?
  /// How it knows positions; rotary if not said.
  package var position: PositionEncoding?
  /// What a feed-forward layer without a gate does; silu if not said.
  package var ungated: FeedForwardKind?
  /// Positions that attention looks back; all if not said.
  package var attentionWindow: Int?
  /// The size at which logits are capped; none if not said.
  package var logitCap: Double?

  /// Nothing is told.
  package init() {}

  /// What flags tell; words that name no placement, encoding or layer are as good as none.
  package init(
    heads: Int?, contextLength: Int?, ropeTheta: Double?, norm: String?, position: String?, ffn: String? = nil,
    window: Int? = nil, logitCap: Double? = nil
  ) {
    self.heads = heads
    self.contextLength = contextLength
    self.ropeTheta = ropeTheta
    self.norm = norm.flatMap(NormPlacement.init(rawValue:))
    self.position = position.flatMap(PositionEncoding.init(rawValue:))
    ungated = ffn.flatMap(FeedForwardKind.init(rawValue:))
    (self.attentionWindow, self.logitCap) = (window, logitCap)
  }

  /// Looks at what is told before any file is opened.
  ///
  /// - Throws: ``CheckpointError/impossibleShape(field:found:expected:)``
  func validate() throws {
    func check<Value>(_ field: String, _ value: Value?, _ expected: String, _ isRight: (Value) -> Bool) throws {
      guard let value, !isRight(value) else { return }
      throw CheckpointError.impossibleShape(field: field, found: "\(value)", expected: expected)
    }
    try check("heads", heads, "1 to 1048576") { (1...1_048_576).contains($0) }
    try check("contextLength", contextLength, "1 to 16777216") { (1...16_777_216).contains($0) }
    try check("ropeTheta", ropeTheta, "a finite number above 0") { $0 > 0 && $0.isFinite }
    try check("attentionWindow", attentionWindow, "1 to 16777216") { (1...16_777_216).contains($0) }
    try check("logitCap", logitCap, "a finite number above 0") { $0 > 0 && $0.isFinite }
  }

  /// The fields that are given.
  var given: [String] {
    [
      heads.map { _ in "heads" }, contextLength.map { _ in "contextLength" },
      ropeTheta.map { _ in "ropeTheta" }, norm.map { _ in "norm" }, position.map { _ in "position" },
      ungated.map { _ in "feedForward" }, attentionWindow.map { _ in "attentionWindow" },
      logitCap.map { _ in "logitCap" },
    ].compactMap { $0 }
  }

  /// The fields that are needed and not given.
  var missing: [String] {
    [
      heads == nil ? "heads" : nil, contextLength == nil ? "contextLength" : nil,
      ropeTheta == nil && position != PositionEncoding.none ? "ropeTheta" : nil,
    ].compactMap { $0 }
  }
}
