/// The first bytes of a file: what kind of file it is.
package enum FileHead {
  private static let byteCount = 8_192

  /// The first bytes of a file; fewer than `count` of a shorter one, none of one that cannot be read.
  package static func bytes(_ path: String, count: Int) -> [UInt8] {
    guard let reader = try? FileRangeReader(path: path, chunkBytes: byteCount) else { return [] }
    return (try? reader.next()).map { Array($0.prefix(count)) } ?? []
  }

  /// Whether the file begins with text in which every one of `marks` stands, or is empty; false if it cannot be read.
  package static func contains(_ marks: [String], _ path: String) -> Bool {
    guard let reader = try? FileRangeReader(path: path, chunkBytes: byteCount) else { return false }
    guard let head = try? reader.next() else { return true }
    let bytes = Array(head)
    return marks.allSatisfy { mark in
      let mark = Array(mark.utf8)
      return bytes.indices.contains { bytes[$0...].starts(with: mark) }
    }
  }
}
