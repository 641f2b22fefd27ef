import Formats

extension TextFiles {
  /// What the text is recognised by in all parts made from it: SHA-256 over the sizes of the files and the content, or
  /// of a text of more than 16 MiB a sample of it, 256 stretches of 64 KiB at equal distances, the first bytes and the
  /// last among them.
  ///
  /// Each of a thousand tasks would otherwise read a corpus of any size. A text that was changed only between the
  /// samples has the same digest; the digest of its own stretch, which every part has too, is of all bytes.
  /// - Throws: `FormatError` for a file that cannot be read.
  package func sampleDigest() throws -> Digest {
    var hasher = SHA256()
    hasher.update(Array("letterpress text 1".utf8))
    hasher.update(littleEndian: UInt64(files.count))
    for file in files { hasher.update(littleEndian: UInt64(file.range.count)) }
    let buffer = ReadBuffer(bytes: Self.stretchBytes)
    for stretch in Self.samples(of: byteCount) {
      for file in files where file.range.overlaps(stretch) {
        let part = file.range.clamped(to: stretch)
        let range = part.lowerBound - file.range.lowerBound..<part.upperBound - file.range.lowerBound
        let reader = try file.storage.open { try FileRangeReader(path: $0, range: range, buffer: buffer) }
        while let chunk = try reader.next() {
          hasher.update(littleEndian: XXHash64.hash(UnsafeRawBufferPointer(chunk)))
        }
      }
    }
    return hasher.finish()
  }

  private static let stretchBytes = 64 << 10
  private static let stretches = 256

  /// The stretches of a text of `byteCount` bytes that are looked at, in order.
  static func samples(of byteCount: Int) -> [Range<Int>] {
    guard byteCount > stretches * stretchBytes else {
      return stride(from: 0, to: byteCount, by: stretchBytes).map { $0..<min(byteCount, $0 + stretchBytes) }
    }
    let last = byteCount - stretchBytes
    return (0..<stretches).map { number in
      // In parts, so that no product overflows.
      let start = last / (stretches - 1) * number + last % (stretches - 1) * number / (stretches - 1)
      return start..<start + stretchBytes
    }
  }
}
