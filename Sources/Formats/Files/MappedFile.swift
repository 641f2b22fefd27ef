import CSystem
import Parallel
import Platform

/// A whole file mapped read-only: its bytes without a copy, shared between processes by the page cache.
///
/// Letterpress itself never changes a finished file but replaces it by name. Of a file that somebody else shortens while
/// it is mapped, what is gone reads as zeros, and `firstCut` tells of it: whoever read such bytes must not use them.
package final class MappedFile: Sendable {
  /// The path as given.
  package let path: String
  /// The number of bytes.
  package let count: Int
  // Immutable after init; the pages are read-only.
  private nonisolated(unsafe) let address: UnsafeRawPointer?
  private let slot: Int32

  /// Maps `path`, if it has no more bytes than `limit`.
  /// - Throws: `FormatError.file` for a missing or unreadable file, one that is too large, a directory or a pipe.
  package init(path: String, limit: Int = .max) throws {
    let file = try OpenFile(reading: path)
    guard file.byteCount <= limit else {
      throw FormatError.file(path: path, .tooLarge(found: file.byteCount, limit: limit))
    }
    self.path = path
    count = file.byteCount
    guard count > 0 else {
      (address, slot) = (nil, -1)
      return
    }
    let mapping = mmap(nil, count, PROT_READ, MAP_SHARED, file.descriptor, 0)
    guard let mapping, mapping != MAP_FAILED else {
      throw FormatError.file(path: path, .reading(.map, code: errno))
    }
    address = UnsafeRawPointer(mapping)
    let slot = lp_watch_mapping(mapping, count)
    self.slot = slot
    Self.watched.withLock { $0.paths[slot] = path }
  }

  deinit {
    guard let address else { return }
    Self.watched.withLock { watched in
      if lp_mapping_is_cut(slot) != 0 { watched.firstCut = watched.firstCut ?? path }
      watched.paths[slot] = nil
    }
    lp_forget_mapping(slot)
    munmap(UnsafeMutableRawPointer(mutating: address), count)
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

  // MARK: Files that were cut

  private struct Watched {
    var paths: [Int32: String] = [:]
    var firstCut: String?
  }

  private static let watched = Locked(Watched())

  /// A mapped file of which somebody has cut off what was then read; nil if there is none, as always but for that.
  package static var firstCut: String? {
    guard lp_any_mapping_was_cut() != 0 else { return nil }
    return watched.withLock { watched in
      watched.firstCut ?? watched.paths.first { lp_mapping_is_cut($0.key) != 0 }?.value
    }
  }

  /// Ends work whose input was cut while it was mapped.
  /// - Throws: `FormatError.file` with `.changed`.
  package static func checkNoneWasCut() throws {
    if let firstCut { throw FormatError.file(path: firstCut, .changed) }
  }
}
