import Memory

/// Memory for pieces that are under way, the same for all steps and buckets: 4 MiB in each direction.
final class PieceSlots {
  /// Floats of a piece.
  let pieceFloats: Int

  /// 1 MiB, long enough that messages cost little, short enough that a piece is added from the cache while the next one
  /// travels.
  static let usualFloats = 256 << 10
  /// How many pieces are under way in each direction.
  static let count = 4

  private let received: UnsafeMutableRawPointer
  private let sent: UnsafeMutableRawPointer

  init(pieceFloats: Int) {
    self.pieceFloats = pieceFloats
    received = Memory.allocate(byteCount: Self.count * pieceFloats * 4)
    sent = Memory.allocate(byteCount: Self.count * pieceFloats * 4)
  }

  deinit {
    Memory.free(received)
    Memory.free(sent)
  }

  /// Where the piece of a number is received.
  func receiving(_ piece: Int) -> UnsafeMutableRawPointer { slot(received, piece) }

  /// Where the piece of a number is made ready to be sent.
  func sending(_ piece: Int) -> UnsafeMutableRawPointer { slot(sent, piece) }

  private func slot(_ memory: UnsafeMutableRawPointer, _ piece: Int) -> UnsafeMutableRawPointer {
    memory + piece % Self.count * pieceFloats * 4
  }

  /// A range in pieces.
  func pieces(of range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: pieceFloats).map {
      $0..<min(range.upperBound, $0 + pieceFloats)
    }
  }
}
