import Kernels
import Messages

/// Refuses what the machine cannot hold before it is asked for: the system grants more memory than there is and
/// then ends the process without a word.
package enum MemoryLimit {
  /// Asks in three ways: is there so much memory at all, is it free, and would the system grant it to this process?
  ///
  /// - Parameters:
  ///   - what: what needs it, in words
  ///   - floats: all that is about to be allocated, not yet touched
  ///   - memory: bytes that this process may have at most
  ///   - free: bytes that are free now
  /// - Throws: ``ModelError/moreThanMemory(what:bytes:memory:)``, ``ModelError/moreThanIsFree(what:bytes:free:)`` or
  ///   ``ModelError/memoryNotGranted(what:bytes:)``
  package static func check(
    _ what: Message, floats: Double, memory: Double = SystemMemory.size, free: Double = SystemMemory.free
  ) throws {
    let bytes = floats * 4
    guard bytes <= memory else { throw ModelError.moreThanMemory(what: what, bytes: bytes, memory: memory) }
    guard bytes <= free else { throw ModelError.moreThanIsFree(what: what, bytes: bytes, free: free) }
    guard FloatBuffer.isGranted(bytes: bytes) else { throw ModelError.memoryNotGranted(what: what, bytes: bytes) }
  }
}
