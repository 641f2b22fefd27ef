// What a benchmark measures: the work without its result.

extension Encoder {
  /// The instruction set whose kernels it uses.
  package static var instructionSet: String { String(cString: TokenizerKernels.best.pointer.pointee.name) }

  /// The number of pretokens and special tokens that a text is cut into.
  package func pretokenCount(of text: [UInt8]) -> Int {
    let stream = PretokenStream(vocabulary.pattern, specialTokens: specialTokens)
    var count = 0
    let visit = { (piece: TextPiece) in
      switch piece {
      case .pretokens(let batch): count += batch.count
      case .specialToken: count += 1
      case .part: break
      }
    }
    text.withUnsafeBytes { stream.append($0, visit) }
    stream.finish(visit)
    return count
  }
}

extension EncodingStream {
  /// The number of tokens of a text.
  package func tokenCount(of text: [UInt8]) -> Int {
    var count = 0
    text.withUnsafeBytes { append($0) { count += $0.tokens.count } }
    finish { count += $0.tokens.count }
    return count
  }
}
