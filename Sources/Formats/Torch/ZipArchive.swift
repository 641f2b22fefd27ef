/// The members of a zip archive whose bytes lie in it as they are, as `torch.save` writes it: names and places, and nothing is
/// unpacked. Names are never taken for paths.
///
/// Source of the layout: PKWARE's APPNOTE.TXT, sections 4.3 (records) and 4.5 (zip64).
struct ZipArchive: Sendable {
  /// Where each member's bytes are in the file.
  let members: [String: Range<Int>]
  /// A member that is compressed or encrypted, the first by its name; nil if there is none.
  let packed: String?

  /// Checks every place and size against the file.
  ///
  /// - Throws: ``TorchProblem``
  init(_ bytes: UnsafeRawBufferPointer) throws(TorchProblem) {
    let directory = try ZipDirectory(bytes)
    var reader = ZipReader(bytes, directory.range)
    var members: [String: Range<Int>] = [:]
    var packed: [String] = []
    for _ in 0..<directory.count {
      let entry = try ZipEntry(&reader)
      let content = try entry.content(bytes, before: directory.range.lowerBound)
      guard members.updateValue(content, forKey: entry.name) == nil else {
        throw .archive("two members are called \(TorchProblem.name(entry.name))")
      }
      if entry.isPacked { packed.append(entry.name) }
    }
    (self.members, self.packed) = (members, packed.min())
    try checkOverlaps()
  }

  private func checkOverlaps() throws(TorchProblem) {
    let sorted = members.sorted { ($0.value.lowerBound, $0.key) < ($1.value.lowerBound, $1.key) }
    for (first, second) in zip(sorted, sorted.dropFirst()) where second.value.lowerBound < first.value.upperBound {
      throw .archive("members \(TorchProblem.name(first.key)) and \(TorchProblem.name(second.key)) overlap")
    }
  }
}

/// Where the central directory is, and how many entries it has.
private struct ZipDirectory {
  let range: Range<Int>
  let count: Int

  private static let endBytes = 22
  private static let longestComment = 65_535

  init(_ bytes: UnsafeRawBufferPointer) throws(TorchProblem) {
    let end = try Self.end(bytes)
    var reader = ZipReader(bytes, end..<bytes.count)
    try reader.skip(4)
    var parts = try (disk: reader.word(), start: reader.word(), here: reader.word(), all: reader.word())
    var (size, offset) = (try reader.long(), try reader.long())
    if let whole = try Self.zip64(bytes, before: end) {
      (parts, size, offset) = ((0, 0, whole.count, whole.count), whole.size, whole.offset)
    }
    guard parts.disk == 0, parts.start == 0, parts.here == parts.all else { throw .archive("it has several volumes") }
    // An entry takes 46 bytes or more.
    guard offset <= end, size <= end - offset, parts.all <= size / 46 else {
      throw .archive("its directory lies beyond the file")
    }
    (range, count) = (offset..<offset + size, parts.all)
  }

  /// Where the last record begins: a comment may follow it.
  private static func end(_ bytes: UnsafeRawBufferPointer) throws(TorchProblem) -> Int {
    var place = bytes.count - endBytes
    while place >= 0, place >= bytes.count - endBytes - longestComment {
      if bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian == 0x0605_4B50,
        Int(bytes.loadUnaligned(fromByteOffset: place + 20, as: UInt16.self).littleEndian)
          == bytes.count - place - endBytes
      {
        return place
      }
      place -= 1
    }
    throw .cut
  }

  /// The larger numbers of a large archive; nil if it has none.
  private static func zip64(
    _ bytes: UnsafeRawBufferPointer, before end: Int
  ) throws(TorchProblem) -> (count: Int, size: Int, offset: Int)? {
    guard end >= 20 else { return nil }
    var locator = ZipReader(bytes, end - 20..<end)
    guard try locator.long() == 0x0706_4B50 else { return nil }
    try locator.skip(4)
    let place = try locator.number()
    guard place <= end - 20 else { throw .archive("its directory lies beyond the file") }
    var reader = ZipReader(bytes, place..<end)
    guard try reader.long() == 0x0606_4B50 else { throw .archive("its directory is not where it says") }
    try reader.skip(12)
    guard try reader.long() == 0, try reader.long() == 0 else { throw .archive("it has several volumes") }
    let (here, all) = (try reader.number(), try reader.number())
    guard here == all else { throw .archive("it has several volumes") }
    return (all, try reader.number(), try reader.number())
  }
}

/// One entry of the central directory.
private struct ZipEntry {
  let name: String
  let isPacked: Bool
  private let size: Int
  private let header: Int

  init(_ reader: inout ZipReader) throws(TorchProblem) {
    guard try reader.long() == 0x0201_4B50 else { throw .archive("an entry of its directory is none") }
    try reader.skip(4)
    let (flags, method) = (try reader.word(), try reader.word())
    try reader.skip(8)
    var (packed, size) = (try reader.long(), try reader.long())
    let (nameBytes, extraBytes, commentBytes) = (try reader.word(), try reader.word(), try reader.word())
    try reader.skip(8)
    var header = try reader.long()
    name = try reader.text(nameBytes)
    var extra = try reader.part(extraBytes)
    while extra.left >= 4 {
      let (kind, bytes) = (try extra.word(), try extra.word())
      var field = try extra.part(bytes)
      guard kind == 1 else { continue }
      // Only those that did not fit are there, in this order.
      if size == 0xFFFF_FFFF { size = try field.number() }
      if packed == 0xFFFF_FFFF { packed = try field.number() }
      if header == 0xFFFF_FFFF { header = try field.number() }
    }
    try reader.skip(commentBytes)
    isPacked = method != 0 || flags & 1 != 0
    guard isPacked || packed == size else { throw .archive("member \(TorchProblem.name(name)) has two sizes") }
    (self.size, self.header) = (packed, header)
  }

  /// Where the bytes are, by the member's own header.
  func content(_ bytes: UnsafeRawBufferPointer, before end: Int) throws(TorchProblem) -> Range<Int> {
    guard header <= end else { throw .archive("member \(TorchProblem.name(name)) lies beyond the file") }
    var reader = ZipReader(bytes, header..<end)
    guard try reader.long() == 0x0403_4B50 else {
      throw .archive("member \(TorchProblem.name(name)) is not where the directory says")
    }
    try reader.skip(22)
    let (nameBytes, extraBytes) = (try reader.word(), try reader.word())
    guard try reader.text(nameBytes) == name else {
      throw .archive("member \(TorchProblem.name(name)) has two names")
    }
    try reader.skip(extraBytes)
    guard size <= reader.left else { throw .archive("member \(TorchProblem.name(name)) lies beyond the file") }
    return reader.place..<reader.place + size
  }
}

/// Little-endian numbers one after another; never beyond the range.
private struct ZipReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var place: Int
  private let end: Int

  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    (self.bytes, place, end) = (bytes, range.lowerBound, range.upperBound)
  }

  var left: Int { end - place }

  mutating func skip(_ count: Int) throws(TorchProblem) {
    guard count <= left else { throw .archive("a record of it is cut off") }
    place += count
  }

  mutating func word() throws(TorchProblem) -> Int { Int(try value(UInt16.self)) }

  mutating func long() throws(TorchProblem) -> Int { Int(try value(UInt32.self)) }

  mutating func number() throws(TorchProblem) -> Int {
    guard let number = Int(exactly: try value(UInt64.self)) else { throw .archive("a size of it has 64 bits") }
    return number
  }

  mutating func text(_ count: Int) throws(TorchProblem) -> String {
    let part = try part(count)
    return String(decoding: bytes[part.place..<part.end], as: UTF8.self)
  }

  mutating func part(_ count: Int) throws(TorchProblem) -> ZipReader {
    let start = place
    try skip(count)
    return ZipReader(bytes, start..<place)
  }

  private mutating func value<Number: FixedWidthInteger>(_ type: Number.Type) throws(TorchProblem) -> Number {
    let start = place
    try skip(MemoryLayout<Number>.size)
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: type))
  }
}
