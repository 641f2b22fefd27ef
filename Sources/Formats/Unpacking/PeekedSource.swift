/// A source whose first bytes can be looked at before they are read.
package final class PeekedSource: ByteSource {
  /// The first bytes, `FileFormat.longestBeginning` or all there are.
  package let head: [UInt8]

  private let source: any ByteSource
  // The first bytes, until they are read.
  private var first: [UInt8]

  /// Reads the first bytes of `source`.
  /// - Throws: What `source` throws.
  package init(_ source: any ByteSource) throws {
    var head: [UInt8] = []
    while head.count < FileFormat.longestBeginning, let chunk = try source.next() { head += chunk }
    self.head = head
    self.source = source
    first = head
  }

  package func next() throws -> UnsafeBufferPointer<UInt8>? {
    guard pending != nil || !first.isEmpty else { return try source.next() }
    if pending != nil {
      pending = nil
      return try source.next()
    }
    let buffer = ReadBuffer(bytes: first.count)
    buffer.bytes.copyBytes(from: first)
    pending = buffer
    first = []
    return UnsafeRawBufferPointer(buffer.bytes).assumingMemoryBound(to: UInt8.self)
  }

  // Holds the first bytes until the next call.
  private var pending: ReadBuffer?
}
