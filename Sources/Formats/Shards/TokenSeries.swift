/// Token shards in a row, read as one stream of tokens and of documents, from several threads at once.
///
/// A document may begin in one shard and end in another; tokens after the last end in the last shard count as a
/// document too. Memory: the shards are mapped; at most 16 frames (16 or 32 KiB each) are kept decompressed.
package final class TokenSeries: Sendable {
  /// What to call the stream in messages.
  package let name: String
  /// The shards in order.
  package let shards: [TokenShardReader]
  /// The number of tokens.
  package let tokenCount: Int
  /// The number of documents.
  package let documentCount: Int

  // Before each shard, and after the last: tokens, document ends and bytes of text.
  private let tokenStarts, documentStarts, textStarts: [Int]

  /// Opens shards.
  /// - Throws: `FormatError`.
  package convenience init(name: String, paths: [String]) throws {
    let decoders = FrameDecoderPool()
    try self.init(name: name, shards: paths.map { try TokenShardReader(path: $0, decoders: decoders) })
  }

  init(name: String, shards: [TokenShardReader]) throws {
    self.name = name
    self.shards = shards
    tokenStarts = Self.sums(shards.map(\.tokenCount))
    documentStarts = Self.sums(shards.map(\.documentCount))
    textStarts = Self.sums(shards.map(\.textBytes))
    tokenCount = tokenStarts[shards.count]
    let ends = documentStarts[shards.count]
    let lastEnd = Self.lastDocumentEnd(shards, tokenStarts)
    documentCount = lastEnd < tokenCount ? ends + 1 : ends
  }

  /// Bytes of text that the tokens stand for.
  package var textBytes: Int { textStarts[shards.count] }

  /// Where document `index` ends, in tokens from the start of the stream.
  package func documentEnd(_ index: Int) -> Int {
    guard index < documentStarts[shards.count] else { return tokenCount }
    let shard = Self.place(of: index, in: documentStarts)
    return tokenStarts[shard] + shards[shard].documentEnd(index - documentStarts[shard])
  }

  /// Where document `index` ends, in bytes of text from the start of the stream.
  package func textEnd(_ index: Int) -> Int {
    guard index < documentStarts[shards.count] else { return textBytes }
    let shard = Self.place(of: index, in: documentStarts)
    return textStarts[shard] + shards[shard].textEnd(index - documentStarts[shard])
  }

  /// The tokens of document `index`.
  package func document(_ index: Int) -> Range<Int> {
    let start = index == 0 ? 0 : documentEnd(index - 1)
    return start..<max(start, documentEnd(index))
  }

  /// Bytes of text of document `index`.
  package func textBytes(ofDocument index: Int) -> Int {
    max(0, textEnd(index) - (index == 0 ? 0 : textEnd(index - 1)))
  }

  /// Copies `count` tokens from `position` on to `tokens`, which has room for them.
  /// - Throws: `FormatError.shard` if a frame is damaged or holds an id outside the vocabulary, or the range does not
  ///   lie within the stream.
  package func copyTokens(at position: Int, count: Int, into tokens: UnsafeMutablePointer<UInt32>) throws {
    try forEachShard(of: position, count: count) { shard, range, place in
      try shard.read(range, into: tokens + place)
    }
  }

  /// Copies whether `count` tokens from `position` on belong to prompts to `marks`, which has room for them.
  /// - Throws: as `copyTokens`.
  package func copyPromptMarks(at position: Int, count: Int, into marks: UnsafeMutablePointer<Bool>) throws {
    try forEachShard(of: position, count: count) { shard, range, place in
      try shard.readPromptMarks(range, into: marks + place)
    }
  }

  /// The shards that hold some tokens: the range in each, and its place among these tokens.
  private func forEachShard(
    of position: Int, count: Int, _ body: (_ shard: TokenShardReader, _ range: Range<Int>, _ place: Int) throws -> Void
  ) throws {
    guard position >= 0, count >= 0, position <= tokenCount - count else {
      let end = position.addingReportingOverflow(max(0, count)).partialValue
      throw FormatError.shard(path: name, .rangeOutside(position..<max(position, end), tokens: tokenCount))
    }
    guard count > 0 else { return }
    var index = Self.place(of: position, in: tokenStarts)
    var next = position
    let end = position + count
    while next < end {
      let start = tokenStarts[index]
      let stop = min(end, tokenStarts[index + 1])
      try body(shards[index], next - start..<stop - start, next - position)
      next = stop
      index += 1
    }
  }

  /// The last shard that begins at or before `position` and is not empty there.
  private static func place(of position: Int, in starts: [Int]) -> Int {
    var low = 0
    var high = starts.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= position { low = middle } else { high = middle }
    }
    return low
  }

  private static func sums(_ counts: [Int]) -> [Int] {
    // Bytes of text are what shards claim, so their sum may be anything.
    counts.reduce(into: [0]) { sums, count in
      let (sum, overflow) = (sums.last ?? 0).addingReportingOverflow(count)
      sums.append(overflow ? .max : sum)
    }
  }

  private static func lastDocumentEnd(_ shards: [TokenShardReader], _ starts: [Int]) -> Int {
    guard let index = shards.lastIndex(where: { $0.documentCount > 0 }) else { return 0 }
    return starts[index] + shards[index].documentEnd(shards[index].documentCount - 1)
  }
}
