import Platform

/// Memory whose size a file or a user decides: asked for in a way that can be refused.
///
/// Swift's own allocations end the process with an abort where the system has no more. Whoever is about to ask for much
/// asks here.
package enum Memory {
  /// What a process must be able to have besides what it asks for: the stacks of a few threads. Where the system grants
  /// no new thread, libdispatch waits for one for ever.
  package static let reserve = 32 << 20

  /// Uninitialised memory. Ends the process with one line and exit code 75, "try again", if there is none.
  package static func allocate(byteCount: Int, alignment: Int = 64) -> UnsafeMutableRawPointer {
    guard let memory = allocateIfGranted(byteCount: byteCount, alignment: alignment) else { fail(byteCount: byteCount) }
    return memory
  }

  /// Uninitialised memory; nil if the system grants none. Give it back with `free`.
  package static func allocateIfGranted(byteCount: Int, alignment: Int = 64) -> UnsafeMutableRawPointer? {
    var memory: UnsafeMutableRawPointer?
    guard byteCount >= 0, posix_memalign(&memory, max(alignment, MemoryLayout<Int>.size), max(1, byteCount)) == 0 else {
      return nil
    }
    return memory
  }

  /// Uninitialised memory for `count` elements. Ends the process as above.
  package static func elements<Element: BitwiseCopyable>(
    of type: Element.Type = Element.self, count: Int
  ) -> UnsafeMutablePointer<Element> {
    let (bytes, overflow) = MemoryLayout<Element>.stride.multipliedReportingOverflow(by: count)
    guard !overflow else { fail(byteCount: .max) }
    return allocate(byteCount: bytes).bindMemory(to: Element.self, capacity: count)
  }

  /// Memory for more elements, the first ones kept; `memory` is nil at first. Ends the process as `allocate` does.
  package static func reallocate(_ memory: UnsafeMutableRawPointer?, byteCount: Int) -> UnsafeMutableRawPointer {
    guard byteCount >= 0, let larger = realloc(memory, max(1, byteCount)) else { fail(byteCount: byteCount) }
    return larger
  }

  /// Gives memory back.
  package static func free(_ memory: UnsafeMutableRawPointer?) { systemFree(memory) }

  /// Whether the system would map so many bytes now: it says no beyond `ulimit -v`, or where it was told to keep its
  /// promises. For Swift's arrays of a size that a file decides, which cannot be refused.
  package static func isGranted(byteCount: Int) -> Bool {
    guard byteCount >= 1 << 20 else { return byteCount >= 0 }
    guard byteCount < Int.max / 2,
      let memory = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0), memory != MAP_FAILED
    else { return false }
    munmap(memory, byteCount)
    return true
  }

  /// What is done before the process ends for want of memory: one who has files to remove sets it, once. It must need
  /// next to no memory and wait for no lock.
  nonisolated(unsafe) package static var lastAct: (@Sendable () -> Void)?

  /// Ends the process: exit code 75.
  package static func fail(byteCount: Int) -> Never {
    let message =
      "out of memory: the system does not grant \(byteCount) bytes; end other programs or raise the limit "
      + "that was set (ulimit -v), then run again\n"
    message.withCString { _ = write(2, $0, strlen($0)) }
    let act = lastAct
    lastAct = nil
    act?()
    _exit(75)
  }
}

private func systemFree(_ memory: UnsafeMutableRawPointer?) { free(memory) }
