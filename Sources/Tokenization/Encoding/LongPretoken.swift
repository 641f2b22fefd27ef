/// A pretoken that comes in parts: what of it is not merged yet. Belongs to one thread.
struct LongPretoken: ~Copyable {
  private var bytes = FlatList<UInt8>()

  /// Whether a pretoken is being taken.
  private(set) var isOpen = false

  /// Takes a part, and hands over the tokens that are sure.
  mutating func append(
    _ part: UnsafeBufferPointer<UInt8>, _ merger: PretokenMerger, _ body: (UnsafeBufferPointer<TokenID>) throws -> Void
  ) rethrows {
    isOpen = true
    bytes.append(contentsOf: part)
    let done = try merger.mergeBeginning(bytes.all, body)
    bytes.dropFirst(done)
  }

  /// Takes the end, and hands over the rest.
  mutating func finish(
    _ end: UnsafeBufferPointer<UInt8>, _ merger: PretokenMerger, _ body: (UnsafeBufferPointer<TokenID>) throws -> Void
  ) rethrows {
    bytes.append(contentsOf: end)
    defer { discard() }
    try merger.mergeEnd(bytes.all, body)
  }

  /// Forgets what was taken.
  mutating func discard() {
    isOpen = false
    bytes.removeAll(keeping: 1 << 16)
  }
}
