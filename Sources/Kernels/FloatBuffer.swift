import Memory
import Platform

/// A block of floats, zero at the start and 64-byte aligned: parameters, gradients, activations, scratch.
///
/// A large buffer is mapped on its own, at a 2 MiB boundary and in huge pages where the system has them: its
/// pages are handed out as they are first touched, and matrix products miss the TLB less.
///
/// **Safety.** The buffer does not watch who writes it; whoever shares one between threads keeps them apart.
package final class FloatBuffer: @unchecked Sendable {
  /// The number of floats.
  package let count: Int
  /// The first float; valid as long as the buffer lives, so keep the buffer itself in a property or in
  /// `withExtendedLifetime`: Swift may release a local one after its last mention.
  package let pointer: UnsafeMutablePointer<Float>

  private let backing: Backing

  private enum Backing {
    case mapped(UnsafeMutableRawPointer, bytes: Int)
    case allocated(UnsafeMutableRawPointer)
    /// Nobody's memory: addresses to count with.
    case none
  }

  private static let hugePage = 2 << 20

  /// Memory for `count` floats, all zero. Ends the program with a message if there is none: whoever is about to ask
  /// for much looks with ``isGranted(bytes:)`` first.
  package init(count: Int) {
    precondition(count >= 0 && count <= Int.max / 8, "FloatBuffer: a count of \(count)")
    let bytes = max(64, count * MemoryLayout<Float>.stride)
    self.count = count
    let start: UnsafeMutableRawPointer
    if bytes >= Self.hugePage {
      let base = Self.map(bytes: bytes + Self.hugePage)
      backing = .mapped(base, bytes: bytes + Self.hugePage)
      start = base.alignedUp(toMultipleOf: Self.hugePage)
    } else {
      start = Memory.allocate(byteCount: bytes)
      memset(start, 0, bytes)
      backing = .allocated(start)
    }
    pointer = start.bindMemory(to: Float.self, capacity: count)
  }

  /// A buffer of addresses without memory, for ``WorkspaceEstimate``: to read or write there ends the program.
  package init(withoutMemoryFor count: Int) {
    self.count = count
    pointer = Self.nowhere
    backing = .none
  }

  /// An address that no memory has.
  nonisolated(unsafe) static let nowhere: UnsafeMutablePointer<Float> = {
    guard let address = UnsafeMutablePointer<Float>(bitPattern: 64) else { preconditionFailure("64 is an address") }
    return address
  }()

  deinit {
    switch backing {
    case .mapped(let base, let bytes): munmap(base, bytes)
    case .allocated(let start): Memory.free(start)
    case .none: break
    }
  }

  /// The floats as a collection, for tests and for code that is not hot.
  package var values: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }

  /// Bytes of memory that a buffer of so many floats takes once all of it has been used: whole huge pages if it is
  /// large.
  package static func bytes(count: Int) -> Int {
    let bytes = max(64, count * MemoryLayout<Float>.stride)
    return bytes >= hugePage ? (bytes + hugePage - 1) / hugePage * hugePage : bytes
  }

  /// Whether the system would map so many bytes now. That it says yes does not mean that it has them: Linux promises
  /// more than there is. It says no beyond `ulimit -v`, or where it was told to keep its promises.
  package static func isGranted(bytes: Double) -> Bool {
    bytes < Double(Int.max / 4) && Memory.isGranted(byteCount: Int(bytes) + Memory.reserve)
  }

  private static func map(bytes: Int) -> UnsafeMutableRawPointer {
    let flags = MAP_PRIVATE | MAP_ANON
    guard let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED else {
      Memory.fail(byteCount: bytes)
    }
    #if os(Linux)
      madvise(memory, bytes, 14)  // MADV_HUGEPAGE; a kernel without huge pages says no, and that is fine
    #endif
    return memory
  }
}
