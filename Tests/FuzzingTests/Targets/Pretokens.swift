@testable import Reference
@testable import Tokenization

extension FuzzTarget {
  /// Every instruction set cuts as the pattern does, however the text comes. Input: the size of chunks, the text, the
  /// pattern in the last byte, which is GPT-2's for texts from before there were others.
  static let pretokens = FuzzTarget("pretokens") { input, _ in
    var reader = FuzzReader(input)
    let chunk = Int(reader.byte())
    let text = reader.remainder()
    let pattern = Scanner.pattern(of: text)
    let expected = Ends.reference(text, specialTokens: [], pattern)
    for scanner in Scanner.all[pattern] ?? [] {
      try expect(scanner.ends(text) == expected, "\(scanner.name) cuts elsewhere")
      try expect(scanner.ends(text, chunk: chunk) == expected, "\(scanner.name) cuts elsewhere in chunks of \(chunk)")
    }
    let withSpecials = Ends.reference(text, specialTokens: Scanner.specialTokens, pattern)
    for scanner in Scanner.withSpecials[pattern] ?? [] {
      try expect(
        scanner.ends(text, chunk: chunk) == withSpecials, "\(scanner.name) cuts elsewhere with special tokens")
    }
  }

  /// A text cut at the places planned has the pretokens of the whole. Input: how many parts, the text.
  static let cutPoints = FuzzTarget("cut-points") { input, _ in
    var reader = FuzzReader(input)
    let parts = Int(reader.byte() & 15)
    let text = reader.remainder()
    let pattern = Scanner.pattern(of: text)
    let plan = CutPoints(pattern, specialTokens: Scanner.specialTokens)
      .plan(parts: parts, size: text.count) { Array(text[$0]) }
    try expect(plan.count == max(1, parts), "not as many parts as asked for")
    try expect(plan.first?.lowerBound == 0 && plan.last?.upperBound == text.count, "not the whole text")
    var ends: [Int] = []
    for (range, next) in zip(plan, plan.dropFirst().map(\.lowerBound) + [text.count]) {
      try expect(range.upperBound == next, "parts with something between them")
      let inPart = Ends.reference(Array(text[range]), specialTokens: Scanner.specialTokens, pattern)
      ends += inPart.map { $0 + range.lowerBound }
    }
    let whole = Ends.reference(text, specialTokens: Scanner.specialTokens, pattern)
    try expect(ends == whole, "a cut changes the pretokens")
  }
}

/// Where the pieces of a text end.
private enum Ends {
  static func reference(_ text: [UInt8], specialTokens: [[UInt8]], _ pattern: SplitPattern) -> [Int] {
    var ends: [Int] = []
    for piece in SpecialTokenReference.pieces(of: text, specialTokens: specialTokens) {
      switch piece {
      case .special(let index): ends.append((ends.last ?? 0) + specialTokens[index].count)
      case .text(let plain):
        for pretoken in PretokenReference.pretokens(of: plain, by: pattern.regexes) {
          ends.append((ends.last ?? 0) + pretoken.count)
        }
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
  static let all = scanners(specialTokens: [])
  static let withSpecials = scanners(specialTokens: specialTokens)

  private static func scanners(specialTokens: [[UInt8]]) -> [SplitPattern: [Scanner]] {
    let all = SplitPattern.allCases.map { pattern in
      (pattern, TokenizerKernels.instructionSets.compactMap { Scanner($0, pattern, specialTokens: specialTokens) })
    }
    return Dictionary(uniqueKeysWithValues: all)
  }

  /// The pattern that a text's last byte chooses: in texts that people write, GPT-2's.
  static func pattern(of text: [UInt8]) -> SplitPattern {
    let others = SplitPattern.allCases.filter { $0 != .gpt2 }
    guard let last = text.last, (0x80..<0xC0).contains(last) else { return .gpt2 }
    return others[Int(last) % others.count]
  }

  init?(_ name: String, _ pattern: SplitPattern, specialTokens: [[UInt8]]) {
    guard let kernels = TokenizerKernels(instructionSet: name) else { return nil }
    self.name = "\(name), \(pattern)"
    scanner = PretokenScanner(pattern, kernels: kernels)
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
    var parts = 0
    let visit = { (piece: TextPiece) in
      switch piece {
      case .part(let part): parts += part.count
      case .specialToken(let index): ends.append((ends.last ?? 0) + self.specialTokens[index].count)
      case .pretokens(let batch):
        batch.forEach {
          ends.append((ends.last ?? 0) + parts + $1)
          parts = 0
        }
      }
    }
    text.inChunks(of: chunk) { stream.append($0, visit) }
    stream.finish(visit)
    return ends
  }
}
