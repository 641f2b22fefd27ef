import Memory
import Platform

/// Memory for large tables: zeros that cost nothing until they are touched, in huge pages where the system has them.
///
/// Looking up words touches a table all over; with pages of 4 KiB most look-ups would miss the address cache too.
enum ZeroedPages {
  /// A small table lies in few pages anyway, and a huge page is 2 MiB of zeros to write.
  private static let leastHuge = 512 << 10
  private static let hugePage = 2 << 20

  /// Zeroed memory, aligned to a page.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    #if os(Linux)
      if byteCount >= leastHuge { return allocateHuge(byteCount: rounded(byteCount)) }
    #endif
    return map(byteCount: byteCount)
  }

  /// Gives memory back that `allocate` made.
  static func deallocate(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    #if os(Linux)
      munmap(address, byteCount >= leastHuge ? rounded(byteCount) : byteCount)
    #else
      munmap(address, byteCount)
    #endif
  }

  private static func map(byteCount: Int) -> UnsafeMutableRawPointer {
    let address = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let address, address != MAP_FAILED else { Memory.fail(byteCount: byteCount) }
    return address
  }

  private static func rounded(_ byteCount: Int) -> Int { (byteCount + hugePage - 1) / hugePage * hugePage }

  #if os(Linux)
    /// Memory that begins where a huge page may: what is mapped too much is given back.
    private static func allocateHuge(byteCount: Int) -> UnsafeMutableRawPointer {
      let address = map(byteCount: byteCount + hugePage)
      let before = (hugePage - Int(bitPattern: address) % hugePage) % hugePage
      if before > 0 { munmap(address, before) }
      if before < hugePage { munmap(address + before + byteCount, hugePage - before) }
      _ = madvise(address + before, byteCount, MADV_HUGEPAGE)
      return address + before
    }
  #endif
}

/// Sizes of hash tables.
enum TableSize {
  /// A power of two: at least `wanted` if that is not more than `most`, which is one too.
  static func slots(for wanted: Int, atMost most: Int) -> Int {
    var slots = 64
    while slots < min(wanted, most) { slots *= 2 }
    return slots
  }
}
