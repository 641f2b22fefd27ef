@testable import Reference
@testable import Tokenization

extension FuzzTarget {
  /// Every instruction set cuts as GPT-2's pattern does, however the text comes. Input: the size of chunks, the text.
  static let pretokens = FuzzTarget("pretokens") { input, _ in
    var reader = FuzzReader(input)
    let chunk = Int(reader.byte())
    let text = reader.remainder()
    let expected = Ends.reference(text, specialTokens: [])
    for scanner in Scanner.all {
      try expect(scanner.ends(text) == expected, "\(scanner.name) cuts elsewhere")
      try expect(scanner.ends(text, chunk: chunk) == expected, "\(scanner.name) cuts elsewhere in chunks of \(chunk)")
    }
    let withSpecials = Ends.reference(text, specialTokens: Scanner.specialTokens)
    for scanner in Scanner.withSpecials {
      try expect(
        scanner.ends(text, chunk: chunk) == withSpecials, "\(scanner.name) cuts elsewhere with special tokens")
    }
  }

  /// A text cut at the places planned has the pretokens of the whole. Input: how many parts, the text.
  static let cutPoints = FuzzTarget("cut-points") { input, _ in
    var reader = FuzzReader(input)
    let parts = Int(reader.byte() & 15)
    let text = reader.remainder()
    let plan = CutPoints(specialTokens: Scanner.specialTokens)
      .plan(parts: parts, size: text.count) { Array(text[$0]) }
    try expect(plan.count == max(1, parts), "not as many parts as asked for")
    try expect(plan.first?.lowerBound == 0 && plan.last?.upperBound == text.count, "not the whole text")
    var ends: [Int] = []
    for (range, next) in zip(plan, plan.dropFirst().map(\.lowerBound) + [text.count]) {
      try expect(range.upperBound == next, "parts with something between them")
      let inPart = Ends.reference(Array(text[range]), specialTokens: Scanner.specialTokens)
      ends += inPart.map { $0 + range.lowerBound }
    }
    try expect(ends == Ends.reference(text, specialTokens: Scanner.specialTokens), "a cut changes the pretokens")
  }
}

/// Where the pieces of a text end.
private enum Ends {
  static func reference(_ text: [UInt8], specialTokens: [[UInt8]]) -> [Int] {
    var ends: [Int] = []
    for piece in SpecialTokenReference.pieces(of: text, specialTokens: specialTokens) {
      switch piece {
      case .special(let index): ends.append((ends.last ?? 0) + specialTokens[index].count)
      case .text(let plain):
        for pretoken in PretokenReference.pretokens(of: plain) { ends.append((ends.last ?? 0) + pretoken.count) }
      }
    }
    return ends
  }
}

/// The scanner of one instruction set, alone and in a stream that has seen other texts.
private final class Scanner: @unchecked Sendable {
  let name: String
  private let scanner: PretokenScanner
  private let stream: PretokenStream
  private let specialTokens: [[UInt8]]

  static let specialTokens = ["<|>", "<|><|>", " a b", "a  b"].map { Array($0.utf8) }
  // Two targets have scanners, one of them those without special tokens: no two threads use the same.
  static let all = PretokenScanner.instructionSets.compactMap { Scanner($0, specialTokens: []) }
  static let withSpecials = PretokenScanner.instructionSets.compactMap { Scanner($0, specialTokens: specialTokens) }

  init?(_ name: String, specialTokens: [[UInt8]]) {
    guard let scanner = PretokenScanner(instructionSet: name) else { return nil }
    self.name = name
    self.scanner = scanner
    self.specialTokens = specialTokens
    stream = PretokenStream(specialTokens: SpecialTokenMatcher(specialTokens), scanner: scanner)
  }

  /// One text without special tokens, in memory of its own with exactly the padding that the scanner may read.
  func ends(_ text: [UInt8]) -> [Int] {
    let padded = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count + TextBuffer.padding)
    defer { padded.deallocate() }
    padded.initialize(repeating: text.last ?? 0, count: text.count + TextBuffer.padding)
    padded.update(from: text, count: text.count)
    let capacity = 256
    let places = UnsafeMutablePointer<Int>.allocate(capacity: capacity)
    defer { places.deallocate() }
    var ends: [Int] = []
    while (ends.last ?? 0) < text.count {
      let count = scanner.scan(
        UnsafePointer(padded), from: ends.last ?? 0, to: text.count, endsText: true, into: places, capacity: capacity)
      guard count > 0 else { break }
      ends.append(contentsOf: UnsafeBufferPointer(start: places, count: count))
    }
    return ends
  }

  /// A text in chunks of that many bytes; in one if that is 0.
  func ends(_ text: [UInt8], chunk: Int) -> [Int] {
    var ends: [Int] = []
    let visit = { (piece: TextPiece) in
      switch piece {
      case .specialToken(let index): ends.append((ends.last ?? 0) + self.specialTokens[index].count)
      case .pretokens(let batch): batch.forEach { ends.append((ends.last ?? 0) + $1) }
      }
    }
    text.inChunks(of: chunk) { stream.append($0, visit) }
    stream.finish(visit)
    return ends
  }
}
