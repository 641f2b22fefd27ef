/// A source whose first bytes can be looked at before they are read.
package final class PeekedSource: ByteSource {
  /// The first bytes, at least `FileFormat.longestBeginning` or all there are.
  package let head: [UInt8]

  private let source: any ByteSource
  // The head, where a caller can be lent it.
  private let first: ReadBuffer
  private var hasBegun = false

  /// Reads the first bytes of `source`.
  /// - Throws: What `source` throws.
  package init(_ source: any ByteSource) throws {
    var head: [UInt8] = []
    while head.count < FileFormat.longestBeginning, let chunk = try source.next() { head += chunk }
    self.head = head
    self.source = source
    first = ReadBuffer(bytes: head.count)
    first.bytes.copyBytes(from: head)
  }

  package func next() throws -> UnsafeBufferPointer<UInt8>? {
    guard !hasBegun, !head.isEmpty else { return try source.next() }
    hasBegun = true
    return UnsafeRawBufferPointer(rebasing: first.bytes[..<head.count]).assumingMemoryBound(to: UInt8.self)
  }
}
