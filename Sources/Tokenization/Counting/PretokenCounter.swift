/// Counts how often each distinct pretoken occurs in texts that come in chunks.
///
/// One thread at a time. Several counters count parts of a corpus side by side and are then added up.
final class PretokenCounter {
  /// All pretokens so far, repeats included.
  private(set) var pretokens = 0
  /// All bytes so far, special tokens included.
  private(set) var bytes = 0

  private let stream: PretokenStream
  private let short = ShortPretokenTable()
  private let long = LongPretokenTable()
  /// The parts so far of a pretoken that comes in parts.
  private var parts = FlatList<UInt8>()

  init(_ pattern: SplitPattern, specialTokens: SpecialTokenMatcher) {
    stream = PretokenStream(pattern, specialTokens: specialTokens)
  }

  /// The number of different pretokens.
  var distinct: Int { short.distinct + long.distinct }

  /// Takes the next bytes of a text.
  func append(_ chunk: UnsafeRawBufferPointer) {
    bytes += chunk.count
    stream.append(chunk) { count($0) }
  }

  /// Ends the text; the next bytes start another.
  func finish() {
    stream.finish { count($0) }
  }

  /// Forgets the text's undecided rest, as after a failed read.
  func discard() {
    stream.discard()
    parts.removeAll(keeping: 0)
  }

  /// Adds another counter's counts to these.
  func add(_ other: PretokenCounter) {
    pretokens += other.pretokens
    bytes += other.bytes
    other.short.forEach { short.add($0, count: $1) }
    other.long.forEach { long.add($0, count: $1) }
  }

  /// Counts a pretoken `count` times more.
  func add(_ pretoken: UnsafeBufferPointer<UInt8>, count: UInt64) {
    if pretoken.count > PretokenKey.longest { return long.add(pretoken, count: count) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { padded in
      padded.initialize(repeating: 0)
      _ = padded.update(fromContentsOf: pretoken)
      guard let base = padded.baseAddress, !pretoken.isEmpty else { return }
      short.add(PretokenKey(base, length: pretoken.count), count: count)
    }
  }

  /// Visits every distinct pretoken with its count, in no particular order.
  func forEach(_ body: (UnsafeBufferPointer<UInt8>, UInt64) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { scratch in
      guard let base = scratch.baseAddress else { return }
      short.forEach { key, count in
        key.store(to: base)
        body(UnsafeBufferPointer(start: base, count: key.length), count)
      }
    }
    long.forEach(body)
  }

  private func count(_ piece: TextPiece) {
    switch piece {
    case .pretokens(let batch): count(batch)
    case .part(let part): parts.append(contentsOf: part)
    case .specialToken: break
    }
  }

  private func count(_ batch: PretokenBatch) {
    pretokens += batch.count
    batch.forEach { text, length in
      if parts.count > 0 {
        parts.append(contentsOf: UnsafeBufferPointer(start: text, count: length))
        long.add(parts.all)
        parts.removeAll(keeping: 0)
      } else if length <= PretokenKey.longest {
        short.addSoon(PretokenKey(text, length: length))
      } else {
        long.add(UnsafeBufferPointer(start: text, count: length))
      }
    }
    short.addWaiting()
  }
}
