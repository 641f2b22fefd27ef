/// A zip archive whose members lie in it as they are: the obvious writer of what `torch.save` makes. No checksums; members are
/// not aligned.
package struct StoredArchive {
  package var members: [(name: String, content: [UInt8])]
  /// How members are said to be packed: 0 is as they are.
  package var method: UInt16 = 0
  /// Whether sizes and places are in the records of large archives.
  package var isLarge = false
  package var comment: [UInt8] = []

  package init(_ members: [(name: String, content: [UInt8])] = []) { self.members = members }

  /// What `torch.save` writes: a pickle, and storages by their keys.
  package static func torch(pickle: [UInt8], storages: [(key: String, content: [UInt8])] = []) -> StoredArchive {
    StoredArchive(
      [("a/data.pkl", pickle), ("a/byteorder", Array("little".utf8))]
        + storages.map { ("a/data/" + $0.key, $0.content) } + [("a/version", Array("3\n".utf8))])
  }

  package var bytes: [UInt8] {
    var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, content) in members {
      let (size, offset) = (UInt64(content.count), UInt64(bytes.count))
      let head = little(UInt16(20)) + little(UInt16(0x800)) + little(method) + little(UInt64(0))
      let short = isLarge ? UInt32.max : UInt32(size)
      let names = little(UInt16(name.utf8.count))
      bytes += little(UInt32(0x0403_4B50)) + head + little(short) + little(short) + names + little(UInt16(0))
      bytes += Array(name.utf8) + content
      let extra = isLarge ? little(UInt16(1)) + little(UInt16(24)) + little(size) + little(size) + little(offset) : []
      directory += little(UInt32(0x0201_4B50)) + little(UInt16(20)) + head + little(short) + little(short) + names
      directory += little(UInt16(extra.count)) + little(UInt64(0)) + little(UInt16(0))
      directory += little(isLarge ? UInt32.max : UInt32(offset)) + Array(name.utf8) + extra
    }
    let (place, count) = (UInt64(bytes.count), UInt64(members.count))
    bytes += directory
    if isLarge {
      let end = UInt64(bytes.count)
      bytes += little(UInt32(0x0606_4B50)) + little(UInt64(44)) + little(UInt32(0)) + little(UInt64(0))
      bytes += little(count) + little(count) + little(UInt64(directory.count)) + little(place)
      bytes += little(UInt32(0x0706_4B50)) + little(UInt32(0)) + little(end) + little(UInt32(1))
    }
    let number = little(isLarge ? UInt16.max : UInt16(count))
    bytes += little(UInt32(0x0605_4B50)) + little(UInt32(0)) + number + number
    bytes += little(isLarge ? UInt32.max : UInt32(directory.count)) + little(isLarge ? UInt32.max : UInt32(place))
    return bytes + little(UInt16(comment.count)) + comment
  }

  private func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian, Array.init)
  }
}
