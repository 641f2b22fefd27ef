#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Refuses what the machine cannot hold before it is asked for: the system grants more memory than there is and
/// then ends the process without a word.
package enum MemoryLimit {
  /// Bytes of physical memory; infinite if the system does not say.
  package static let machine: Double = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let pageSize = sysconf(Int32(_SC_PAGESIZE))
    return pages > 0 && pageSize > 0 ? Double(pages) * Double(pageSize) : .infinity
  }()

  /// - Throws: ``ModelError/moreThanMemory(what:bytes:memory:)`` if so many floats are more than `memory` bytes.
  package static func check(_ what: String, floats: Double, memory: Double = machine) throws {
    let bytes = floats * 4
    guard bytes <= memory else {
      throw ModelError.moreThanMemory(what: what, bytes: bytes, memory: memory)
    }
  }
}
