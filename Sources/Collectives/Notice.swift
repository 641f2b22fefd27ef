/// What ranks tell each other beside their work, in 256 bytes.
///
///     byte 0       1  I am alive
///                  2  I need no more signs of life: the group ends well
///                  3  the group ends, for a reason
///     bytes 1–4    who tells it, little-endian
///     bytes 5–8    whom it is about
///     byte 9       bytes of the text
///     bytes 10–    the text, UTF-8
enum Notice: Equatable {
  case alive(from: Int)
  case farewell(from: Int)
  case failure(from: Int, about: Int, words: String)

  static let byteCount = 256

  private static let textStart = 10

  /// The bytes of a notice.
  var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    func put(_ number: Int, at place: Int) {
      for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
    }
    switch self {
    case .alive(let rank):
      bytes[0] = 1
      put(rank, at: 1)
    case .farewell(let rank):
      bytes[0] = 2
      put(rank, at: 1)
    case .failure(let rank, let about, let words):
      bytes[0] = 3
      put(rank, at: 1)
      put(about, at: 5)
      let text = Array(words.utf8.prefix(Self.byteCount - Self.textStart))
      bytes[9] = UInt8(text.count)
      bytes.replaceSubrange(Self.textStart..<Self.textStart + text.count, with: text)
    }
    return bytes
  }

  /// What some bytes say; nil if they are no notice.
  init?(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count == Self.byteCount else { return nil }
    func number(at place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
    switch bytes[0] {
    case 1: self = .alive(from: number(at: 1))
    case 2: self = .farewell(from: number(at: 1))
    case 3:
      let text = bytes[Self.textStart...].prefix(Int(bytes[9]))
      self = .failure(from: number(at: 1), about: number(at: 5), words: String(decoding: text, as: UTF8.self))
    default: return nil
    }
  }
}
