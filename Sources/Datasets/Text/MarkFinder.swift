import Formats
import Parallel

/// Finds places that a text itself marks, wherever they stand: those before which 64 bytes have a hash below a limit.
///
/// The hash is that of FastCDC (Xia et al., 2016, "a fast and efficient content-defined chunking approach"): one shift
/// and one addition a byte, so that each byte is forgotten after 64 steps. It begins anew with each file.
struct MarkFinder: Sendable {
  private static let reach = 64

  /// Bytes that one thread looks at.
  private let stretchBytes: Int
  private let limit: UInt64
  /// Of marks that are closer than this the first one counts: a text that repeats itself may mark every byte.
  private let spacing: Int
  private let table: [UInt64]

  /// Marks for parts of about `partBytes` bytes: from the least size of a part to the next mark it is three quarters of
  /// that, on average.
  init(partBytes: Int, stretchBytes: Int = 8 << 20) {
    self.stretchBytes = stretchBytes
    limit = UInt64.max / 3 / UInt64(max(2, partBytes)) * 4
    spacing = max(1, partBytes / 256)
    // SplitMix64 (Steele, Lea and Flood, 2014) from 0: any fixed numbers will do.
    table = (1...256).map { index in
      var value = UInt64(index) &* 0x9E37_79B9_7F4A_7C15
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      return value ^ value >> 31
    }
  }

  /// The marked places of a text, rising, in bytes from the start of the first file.
  ///
  /// From any thread, `progress` hears of the bytes read since it was last called.
  /// - Throws: `FormatError` for a file that cannot be read.
  func marks(
    in text: TextFiles, team: ThreadTeam, progress: @Sendable (_ bytes: Int) throws -> Void
  ) throws -> [Int] {
    let stretches = text.files.flatMap { file in
      stride(from: 0, to: file.range.count, by: stretchBytes).map { start in
        (file: file, range: start..<min(file.range.count, start + stretchBytes))
      }
    }
    return try team.map(tasks: stretches.count) { index in
      let marks = try marks(in: stretches[index].file, stretches[index].range)
      try progress(stretches[index].range.count)
      return marks
    }
    .flatMap { $0 }
  }

  /// The marks behind the bytes of a range of a file.
  private func marks(in file: TextFiles.File, _ range: Range<Int>) throws -> [Int] {
    var position = max(0, range.lowerBound - Self.reach)
    let reader = try file.storage.open { try FileRangeReader(path: $0, range: position..<range.upperBound) }
    var marks: [Int] = []
    var hash: UInt64 = 0
    var next = range.lowerBound
    while let chunk = try reader.next() {
      scan(chunk, &hash) { offset in
        guard position + offset >= next else { return }
        next = position + offset + spacing
        marks.append(file.range.lowerBound + position + offset + 1)
      }
      position += chunk.count
    }
    return marks
  }

  /// Goes over bytes: two operations each, in the time of about one read from memory.
  @inline(__always)
  private func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, _ state: inout UInt64, _ found: (_ offset: Int) -> Void
  ) {
    var hash = state
    let limit = limit
    table.withUnsafeBufferPointer { table in
      for offset in 0..<bytes.count {
        hash = hash &<< 1 &+ table[Int(bytes[offset])]
        if hash < limit { found(offset) }
      }
    }
    state = hash
  }
}
