import Memory
import Platform

/// Memory for large tables: zeros that cost nothing until they are touched, in huge pages where the system has them.
///
/// Looking up words touches a table all over; with pages of 4 KiB most look-ups would miss the address cache too.
enum ZeroedPages {
  /// Zeroed memory, aligned to a page.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    let address = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let address, address != MAP_FAILED else { Memory.fail(byteCount: byteCount) }
    #if os(Linux)
      // A small table lies in few pages anyway, and a huge page is 2 MiB of zeros to write.
      if byteCount >= 4 << 20 { _ = madvise(address, byteCount, MADV_HUGEPAGE) }
    #endif
    return address
  }

  /// Gives memory back that `allocate` made.
  static func deallocate(_ address: UnsafeMutableRawPointer, byteCount: Int) {
    munmap(address, byteCount)
  }
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
