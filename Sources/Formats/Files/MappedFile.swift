#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A whole file mapped read-only: its bytes without a copy, shared between processes by the page cache.
///
/// A file that somebody shortens while it is mapped kills the process with SIGBUS, as with any mapped file;
/// Letterpress itself never changes a finished file but replaces it by name.
package final class MappedFile: Sendable {
  /// The path as given.
  package let path: String
  /// The number of bytes.
  package let count: Int
  // Immutable after init; the pages are read-only.
  private nonisolated(unsafe) let address: UnsafeRawPointer?

  /// Maps `path`.
  /// - Throws: `FormatError.file` for a missing or unreadable file, a directory or a pipe.
  package init(path: String) throws {
    let file = try OpenFile(reading: path)
    guard file.isRegular else { throw FormatError.file(path: path, .notRegularFile) }
    self.path = path
    count = file.byteCount
    guard count > 0 else {
      address = nil
      return
    }
    let mapping = mmap(nil, count, PROT_READ, MAP_SHARED, file.descriptor, 0)
    guard let mapping, mapping != MAP_FAILED else {
      throw FormatError.file(path: path, .system(.map, code: errno))
    }
    address = UnsafeRawPointer(mapping)
  }

  deinit {
    if let address { munmap(UnsafeMutableRawPointer(mutating: address), count) }
  }

  /// Lends all bytes.
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(self) { try body(bytes) }
  }

  /// All bytes, for objects that own this one: they are unmapped when it goes. Otherwise use `withBytes`.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: address, count: count)
  }

  /// Tells the system how the pages will be used: one pass from start to end, or here and there.
  package func advise(sequential: Bool) {
    guard let address else { return }
    _ = madvise(UnsafeMutableRawPointer(mutating: address), count, sequential ? MADV_SEQUENTIAL : MADV_RANDOM)
  }

  /// Takes the pages of a range out of this process's memory; the next look brings them back. Whoever reads a large
  /// file once from start to end stays small by it.
  package func release(_ range: Range<Int>) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let start = range.lowerBound / page * page
    guard let address, range.upperBound > start else { return }
    _ = madvise(UnsafeMutableRawPointer(mutating: address + start), range.upperBound - start, MADV_DONTNEED)
  }
}
