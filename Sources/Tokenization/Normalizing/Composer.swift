// Unicode's composed form (NFC), as Unicode 9 has it (`NormalizationData.version`):
//
//     decompose each character, in the end; put the marks after a letter in order; compose what can be, from the left
//
// Most text is composed already. What may change lies between two characters that begin something new and alone stay
// as they are, and everything else is copied:
//
//     text    |r|é|s|u|m|e ◌́| |…
//                        ^^^^ the only stretch of more than one character

/// Brings text into composed form, stretch by stretch. Bytes that are no UTF-8 stay as they are.
struct Composer {
  private let tables = CompositionTables.unicode
  private var scalars: [UInt32] = []
  private var composed: [UInt32] = []

  /// Adds the composed form of `text[start ..< end]` to `output`, and returns where it stopped: before what the text
  /// after `end` may change, or at `end` if nothing follows (`endsText`). If something does, characters are complete.
  ///
  /// Safety: `text[start ..< end]` may be read.
  mutating func compose(
    _ text: UnsafePointer<UInt8>, from start: Int, to end: Int, endsText: Bool, into output: inout FlatList<UInt8>
  ) -> Int {
    var position = start
    // What is copied as it is, and the stretch after it that is not over.
    var copied = start
    var stretch = start
    var isPlain = true
    while position < end {
      let (kind, length) = character(text + position, limit: end - position)
      if kind == CompositionTables.Kind.joining {
        isPlain = false
      } else {
        if !isPlain {
          Self.append(text, copied, stretch, to: &output)
          compose(stretch: text + stretch, count: position - stretch, into: &output)
          copied = position
        }
        stretch = position
        isPlain = kind == CompositionTables.Kind.plain
      }
      position += length
    }
    guard endsText else {
      Self.append(text, copied, stretch, to: &output)
      return stretch
    }
    Self.append(text, copied, isPlain ? end : stretch, to: &output)
    if !isPlain { compose(stretch: text + stretch, count: end - stretch, into: &output) }
    return end
  }

  /// The kind of what begins at `text`, and its length.
  @inline(__always)
  private func character(_ text: UnsafePointer<UInt8>, limit: Int) -> (kind: UInt8, length: Int) {
    if text[0] < 0x80 { return (CompositionTables.Kind.plain, 1) }
    let (scalar, length) = UTF8Character.decode(text, limit: limit)
    return length > 0 ? (tables.kinds[Int(scalar)], length) : (CompositionTables.Kind.plain, 1)
  }

  private static func append(
    _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int, to output: inout FlatList<UInt8>
  ) {
    if end > start { output.append(contentsOf: UnsafeBufferPointer(start: text + start, count: end - start)) }
  }

  // MARK: Stretches

  /// A stretch by the definition. Only its first byte may be no UTF-8.
  private mutating func compose(
    stretch text: UnsafePointer<UInt8>, count: Int, into output: inout FlatList<UInt8>
  ) {
    scalars.removeAll(keepingCapacity: true)
    var position = 0
    while position < count {
      let (scalar, length) = UTF8Character.decode(text + position, limit: count - position)
      if length > 0 { tables.decompose(scalar, into: &scalars) } else { output.append(text[position]) }
      position += max(1, length)
    }
    order()
    recompose()
    for scalar in composed { Self.append(scalar, to: &output) }
  }

  /// Puts marks that follow each other in the order of their classes; those of one class keep theirs.
  private mutating func order() {
    var start = 0
    while start < scalars.count {
      var end = start
      while end < scalars.count, tables.combiningClass(scalars[end]) != 0 { end += 1 }
      if end - start > 1 {
        let marks = scalars[start..<end].enumerated().sorted { first, second in
          let classes = (tables.combiningClass(first.element), tables.combiningClass(second.element))
          return classes.0 != classes.1 ? classes.0 < classes.1 : first.offset < second.offset
        }
        scalars.replaceSubrange(start..<end, with: marks.map(\.element))
      }
      start = end + 1
    }
  }

  /// Joins each scalar to the last one that is no mark, unless something between them keeps them apart.
  private mutating func recompose() {
    composed.removeAll(keepingCapacity: true)
    var base: Int?
    var last = -1
    for scalar in scalars {
      let order = Int(tables.combiningClass(scalar))
      if let base, last < order, let joined = tables.composite(composed[base], scalar) {
        composed[base] = joined
        continue
      }
      if order == 0 { base = composed.count }
      last = order == 0 ? -1 : order
      composed.append(scalar)
    }
  }

  private static func append(_ scalar: UInt32, to output: inout FlatList<UInt8>) {
    guard let scalar = Unicode.Scalar(scalar) else { return }
    for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { output.append(unit) }
  }
}
