import Kernels
import Platform
import TestSupport
import Testing
import Transformer

@testable import Training

@Suite struct DocumentEvaluatorTests {
  /// Token 0, the separator, stands for no bytes, token i for i mod 3 + 1.
  private static let sizes = (0..<40).map { $0 == 0 ? 0 : $0 % 3 + 1 }
  /// Around whole windows of 16 tokens, and empty.
  private static let lengths = [1, 2, 15, 16, 17, 31, 32, 33, 1, 50]

  private static func measure(
    _ model: LanguageModel, _ documents: SomeDocuments, separator: UInt32? = 0, blockTokens: Int = 1 << 16
  ) throws -> [DocumentLoss] {
    var found: [DocumentLoss] = []
    var evaluator = try DocumentEvaluator(model: model, separator: separator, rows: 48)
    evaluator.blockTokens = blockTokens
    try evaluator.evaluate(documents, ends: documents, tokenBytes: sizes) { found.append($0) }
    return found
  }

  /// The losses of a document by itself, a window at a time.
  private static func losses(_ model: LanguageModel, _ document: [UInt32], separator: UInt32?) throws -> [Double] {
    let text = (separator.map { [$0] } ?? []) + document
    let room = BatchShape(batch: 1, positions: 16)
    let activations = Activations(ActivationPlan(model.configuration, shape: room, purpose: .evaluation))
    return try stride(from: 0, to: text.count - 1, by: 16).flatMap { start in
      let size = min(16, text.count - 1 - start)
      return try model.losses(
        inputs: Array(text[start..<start + size]), targets: Array(text[start + 1...start + size]),
        shape: BatchShape(batch: 1, positions: size), activations: activations
      ).map(Double.init)
    }
  }

  @Test(arguments: [0, 4], [UInt32?.none, 0])
  func eachDocumentByItself(unfinished: Int, separator: UInt32?) throws {
    let model = try smallModel()
    let documents = SomeDocuments(lengths: Self.lengths, unfinished: unfinished)
    let found = try Self.measure(model, documents, separator: separator)
    #expect(found.map(\.index) == Array(documents.ends.indices))
    var start = 0
    for (document, end) in zip(found, documents.ends) {
      let tokens = Array(documents.tokens.tokens[start..<end])
      let losses = try Self.losses(model, tokens, separator: separator)
      let targets = separator == nil ? Array(tokens.dropFirst()) : tokens
      #expect(losses.count == targets.count)
      #expect(document.tokens == targets.count)
      #expect(abs(document.totalLoss - losses.reduce(0, +)) < 1e-4)
      let sizes = targets.map { Self.sizes[Int($0)] }
      let bytes = sizes.reduce(0, +)
      #expect(document.bytes == bytes)
      let overBytes = zip(losses, sizes).filter { $0.1 > 0 }.reduce(0) { $0 + $1.0 }
      #expect(abs(document.lossOverBytes - overBytes) < 1e-4)
      #expect((document.meanLoss == nil) == targets.isEmpty)
      if bytes > 0 { #expect(abs((document.bitsPerByte ?? 0) - overBytes / log(2) / Double(bytes)) < 1e-5) }
      start = end
    }
  }

  /// How much is read at a time changes nothing, not a bit.
  @Test(arguments: [1, 7, 16, 40, 100]) func blocksOfAnySize(_ tokens: Int) throws {
    let model = try smallModel()
    let documents = SomeDocuments(lengths: Self.lengths, unfinished: 3)
    let whole = try Self.measure(model, documents)
    #expect(try Self.measure(model, documents, blockTokens: tokens) == whole)
    #expect(try Self.measure(try smallModel(threads: 5), documents) == whole)
  }

  /// All documents together have the tokens of the text.
  @Test func everyTokenIsPredictedOnce() throws {
    let documents = SomeDocuments(lengths: Self.lengths, unfinished: 20)
    let found = try Self.measure(try smallModel(), documents)
    #expect(found.reduce(0) { $0 + $1.tokens } == documents.tokenCount)
  }

  @Test func progressIsToldInOrder() throws {
    let documents = SomeDocuments(lengths: Self.lengths)
    var evaluator = try DocumentEvaluator(model: try smallModel(), separator: 0, rows: 32)
    evaluator.blockTokens = 60
    var told: [Int] = []
    try evaluator.evaluate(
      documents, ends: documents, tokenBytes: Self.sizes,
      progress: { done, total in
        #expect(total == documents.tokenCount)
        told.append(done)
      }
    ) { _ in }
    #expect(told == told.sorted() && told.last == documents.tokenCount && told.count > 4)
  }

  @Test func whatCannotBeMeasuredIsRefused() throws {
    struct Backward: DocumentEnds {
      let documentCount = 2
      func documentEnd(_ index: Int) -> Int { 10 - index }
    }
    let evaluator = try DocumentEvaluator(model: try smallModel(), separator: 0)
    #expect(throws: TrainingError.documentsOutOfOrder(document: 1)) {
      try evaluator.evaluate(someTokens(10), ends: Backward(), tokenBytes: Self.sizes) { _ in }
    }
    #expect(throws: TrainingError.byteTableSize(found: 2, vocabulary: 40)) {
      try evaluator.evaluate(someTokens(10), ends: Backward(), tokenBytes: [1, 1]) { _ in }
    }
    #expect(throws: BrokenTokens.Failure.self) {
      let documents = SomeDocuments(lengths: [5])
      try evaluator.evaluate(BrokenTokens(tokenCount: 5), ends: documents, tokenBytes: Self.sizes) { _ in }
    }
  }
}
