/// A table of offsets laid over memory: `pointers.qkv` is a pointer where `offsets.qkv` is a number.
///
/// One table of offsets serves the parameters, their gradients and both moments of the optimiser, because all
/// four have the same layout.
@dynamicMemberLookup
struct TensorPointers<Offsets> {
  let base: UnsafeMutablePointer<Float>
  let offsets: Offsets

  subscript(dynamicMember offset: KeyPath<Offsets, Int>) -> UnsafeMutablePointer<Float> {
    base + offsets[keyPath: offset]
  }

  /// Nil where the configuration has no such tensor.
  subscript(dynamicMember offset: KeyPath<Offsets, Int?>) -> UnsafeMutablePointer<Float>? {
    offsets[keyPath: offset].map { base + $0 }
  }
}

/// Hands out consecutive places in a flat buffer, each starting on a 64-byte boundary as `Operations` asks.
struct OffsetAllocator {
  /// Floats handed out so far, padding included.
  private(set) var count = 0

  /// The offset of a new place for `floats` floats.
  mutating func allocate(_ floats: Int) -> Int {
    let offset = count
    count += (floats + 15) / 16 * 16
    return offset
  }
}
